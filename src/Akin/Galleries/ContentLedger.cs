namespace Akin.Galleries;

/// <summary>
/// Knows which contents have an embedding or are getting one in this run, so that each is encoded once, however many files have it. Thread-safe.
/// It reads the catalogue by a connection of its own, so that no worker waits for a commit.
/// </summary>
internal sealed class ContentLedger : IDisposable
{
    private readonly Lock _contentsLock = new();
    private readonly Dictionary<ContentHash, Entry> _contents = [];
    private readonly Lock _catalogueLock = new();
    private readonly Catalogue _catalogue;

    /// <summary>Opens the ledger of a gallery that exists.</summary>
    public ContentLedger(string galleryPath) => _catalogue = Catalogue.OpenForLookup(galleryPath);

    /// <summary>Whether a file had bytes with this hash when it became an item or was rejected.</summary>
    public bool IsOf(ItemName name, byte[] contentHash)
    {
        lock (_catalogueLock)
        {
            return _catalogue.FindHash(name) is byte[] known && known.AsSpan().SequenceEqual(contentHash);
        }
    }

    /// <summary>Takes on to encode a content; false where that is done or under way already.</summary>
    public bool TryClaim(byte[] contentHash)
    {
        ContentHash hash = ContentHash.Of(contentHash);
        lock (_contentsLock)
        {
            if (!_contents.TryAdd(hash, new Entry(null, null)))
            {
                return false;
            }
        }

        if (FindCommitted(contentHash) is not KnownContent content)
        {
            return true;
        }

        Settle(contentHash, content);
        return false;
    }

    /// <summary>A claimed content has its embedding.</summary>
    public void Settle(byte[] contentHash, KnownContent content) => Put(contentHash, new Entry(content, null));

    /// <summary>A claimed content gave no embedding.</summary>
    public void Reject(byte[] contentHash, string reason) => Put(contentHash, new Entry(null, reason));

    /// <summary>What became of a content that was claimed before; both null while its embedding is under way.</summary>
    public (KnownContent? Content, string? Reason) Find(byte[] contentHash)
    {
        lock (_contentsLock)
        {
            if (_contents.TryGetValue(ContentHash.Of(contentHash), out Entry entry) && (entry.Content is not null || entry.Reason is not null))
            {
                return (entry.Content, entry.Reason);
            }
        }

        return (FindCommitted(contentHash), null);
    }

    public void Dispose() => _catalogue.Dispose();

    private KnownContent? FindCommitted(byte[] contentHash)
    {
        lock (_catalogueLock)
        {
            return _catalogue.FindContent(contentHash);
        }
    }

    private void Put(byte[] contentHash, Entry entry)
    {
        lock (_contentsLock)
        {
            _contents[ContentHash.Of(contentHash)] = entry;
        }
    }

    private readonly record struct Entry(KnownContent? Content, string? Reason);
}
