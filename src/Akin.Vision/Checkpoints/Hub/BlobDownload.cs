using System.Net;
using System.Text.RegularExpressions;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Brings one file of a commit into the cache: goes on with what an earlier attempt left, checks length and hash, and shows it only when whole.</summary>
/// <param name="connection">The Hub.</param>
/// <param name="cache">The repository's cache.</param>
/// <param name="settings">How to ask.</param>
/// <param name="id">The repository at the commit.</param>
/// <param name="file">The file.</param>
/// <param name="received">Told how many bytes of the file are here.</param>
/// <param name="waits">Called where another process is at the same file.</param>
internal sealed partial class BlobDownload(HubConnection connection, HubCache cache, HubSettings settings, HubId id, HubFile file, Action<long> received, Action waits)
{
    /// <summary>Makes the file part of the snapshot.</summary>
    /// <exception cref="HubException">The Hub does not give it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string blobName = file.BlobName;
        if (!cache.HoldsBlob(blobName, file.LengthInBytes))
        {
            (blobName, Uri address) = await AskAsync(cancellationToken).ConfigureAwait(false);
            using HubLock mine = await HubLock.TakeAsync(cache.LockPath(blobName), waits, cancellationToken).ConfigureAwait(false);
            if (!cache.HoldsBlob(blobName, file.LengthInBytes))
            {
                await ReceiveAsync(cache.BlobPath(blobName), address, cancellationToken).ConfigureAwait(false);
            }
        }

        cache.Link(id.Revision, file.Path, blobName);
        received(file.LengthInBytes);
    }

    /// <summary>Asks for the file's tag, by which its blob is named, and for the address of its content.</summary>
    private async Task<(string BlobName, Uri Address)> AskAsync(CancellationToken cancellationToken)
    {
        using HubAnswer answer = await connection.SendAsync(HttpMethod.Head, connection.FileAddress(id, file.Path), 0, leavesHub: false, cancellationToken).ConfigureAwait(false);
        if ((int)answer.Message.StatusCode >= 400 || (int)answer.Message.StatusCode < 200)
        {
            HubException refusal = HubRefusal.Explain(answer.Message, settings, id, file.Path);
            if (refusal.Failure == HubFailure.NoFile)
            {
                cache.NoteAbsent(id.Revision, file.Path);
            }

            throw refusal;
        }

        string host = settings.Endpoint.Authority;
        if (answer.Facts.Commit is string commit && commit != id.Revision)
        {
            throw new HubException(HubFailure.BadAnswer, $"{host} gives {file.Path} of {id.Name} from another commit than it was asked for: try again.");
        }

        if (answer.Facts.LengthInBytes is long length && length != file.LengthInBytes)
        {
            throw new HubException(HubFailure.BadAnswer, $"{host} says that {file.Path} of {id.Name} has {length} bytes, and its list of files says {file.LengthInBytes}: try again later.");
        }

        string blobName = answer.Facts.ETag ?? file.BlobName;
        return TagPattern().IsMatch(blobName)
            ? (blobName, answer.FileAddress)
            : throw new HubException(HubFailure.BadAnswer, $"{host} gives {file.Path} of {id.Name} an ETag that cannot name a file: check HF_ENDPOINT.");
    }

    private async Task ReceiveAsync(string blobPath, Uri address, CancellationToken cancellationToken)
    {
        string incompletePath = blobPath + ".incomplete";
        using BlobHash hash = new(file);
        await using (FileStream content = new(incompletePath, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 }))
        {
            await TakeEarlierAsync(content, hash, cancellationToken).ConfigureAwait(false);
            bool wasResumed = content.Position > 0;
            string found = await FillAsync(content, hash, address, cancellationToken).ConfigureAwait(false);
            if (found != hash.Expected && wasResumed)
            {
                // What an earlier attempt left was of something else, or damaged.
                Restart(content, hash);
                found = await FillAsync(content, hash, address, cancellationToken).ConfigureAwait(false);
            }

            if (found != hash.Expected)
            {
                content.SetLength(0);
                throw new HubException(
                    HubFailure.BadAnswer,
                    $"{file.Path} of {id.Name} arrived with the {hash.Name} {found}, not {hash.Expected}: it was altered on its way, and nothing of it was kept; try again, or check HF_ENDPOINT.");
            }

            content.Flush(flushToDisk: true);
        }

        File.Move(incompletePath, blobPath, overwrite: true);
    }

    /// <summary>Takes over what an earlier attempt left, which is too long to be of this file only if it is of another.</summary>
    private async Task TakeEarlierAsync(FileStream content, BlobHash hash, CancellationToken cancellationToken)
    {
        if (content.Length > file.LengthInBytes)
        {
            content.SetLength(0);
        }

        byte[] buffer = new byte[1 << 20];
        while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is int count and > 0)
        {
            hash.Append(buffer.AsSpan(0, count));
        }

        received(content.Position);
    }

    /// <summary>Receives until the file has its length, and gives the hash of it.</summary>
    private async Task<string> FillAsync(FileStream content, BlobHash hash, Uri address, CancellationToken cancellationToken)
    {
        Uri? from = address;
        long furthest = content.Position;
        try
        {
            await HubRetry.Bodies(settings).ExecuteAsync(
                async token =>
                {
                    try
                    {
                        while (content.Position < file.LengthInBytes)
                        {
                            // An address away from the Hub is signed for some minutes: another attempt asks for a fresh one.
                            Uri current = from ?? (await AskAsync(token).ConfigureAwait(false)).Address;
                            from = null;
                            await ReceiveOnceAsync(content, hash, current, token).ConfigureAwait(false);
                        }
                    }
                    catch (BrokenBodyException exception)
                    {
                        bool gotFurther = content.Position >= furthest + HubBody.LeastBytesATimeout;
                        furthest = Math.Max(furthest, content.Position);
                        throw new BrokenBodyException(exception.Message, exception) { BroughtSomething = gotFurther };
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return hash.Finish();
        }
        catch (BrokenBodyException exception)
        {
            throw new HubException(HubFailure.NoAnswer, exception.Message, exception);
        }
    }

    private async Task ReceiveOnceAsync(FileStream content, BlobHash hash, Uri address, CancellationToken cancellationToken)
    {
        using HubAnswer answer = await connection.SendAsync(HttpMethod.Get, address, content.Position, leavesHub: true, cancellationToken).ConfigureAwait(false);
        switch (answer.Message.StatusCode)
        {
            case HttpStatusCode.PartialContent when Continues(answer, content.Position):
                break;
            case HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when content.Position > 0:
                // The server gives the whole again, or another part than was asked for.
                Restart(content, hash);
                if (answer.Message.StatusCode != HttpStatusCode.OK)
                {
                    return;
                }

                break;
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode other when connection.IsHub(answer.Address) && (int)other >= 400:
                throw HubRefusal.Explain(answer.Message, settings, id, file.Path);
            case HttpStatusCode other:
                throw new BrokenBodyException($"{answer.Address.Authority}, where {file.Path} of {id.Name} lies, answers with status {(int)other}: try again later.");
        }

        if (answer.Message.Content.Headers.ContentEncoding.Count > 0)
        {
            throw new HubException(HubFailure.BadAnswer, $"{answer.Address.Authority} sends {file.Path} of {id.Name} compressed, which was not asked for: check HF_ENDPOINT or the proxy.");
        }

        await new HubBody(answer, settings).CopyToAsync((bytes, token) => TakeAsync(content, hash, bytes, token), cancellationToken).ConfigureAwait(false);
        if (content.Position < file.LengthInBytes)
        {
            throw new BrokenBodyException(
                $"{answer.Address.Authority} sent {content.Position} of the {file.LengthInBytes} bytes of {file.Path} of {id.Name}: run it again to go on.");
        }
    }

    private async ValueTask TakeAsync(FileStream content, BlobHash hash, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (content.Position + bytes.Length > file.LengthInBytes)
        {
            content.SetLength(0);
            throw new HubException(HubFailure.BadAnswer, $"{file.Path} of {id.Name} is longer than the {file.LengthInBytes} bytes that it should have: it was altered on its way; try again, or check HF_ENDPOINT.");
        }

        await content.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        hash.Append(bytes.Span);
        received(content.Position);
    }

    private bool Continues(HubAnswer answer, long position) =>
        answer.Message.Content.Headers.ContentRange is { } range && range.From == position && (range.Length is null || range.Length == file.LengthInBytes);

    private void Restart(FileStream content, BlobHash hash)
    {
        content.SetLength(0);
        hash.Restart();
        received(0);
    }

    /// <summary>What the Hub's tags are made of, and no path.</summary>
    [GeneratedRegex(@"^[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}\z")]
    private static partial Regex TagPattern();
}
