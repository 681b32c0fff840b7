using System.Diagnostics;
using Akin.Datasets;
using Akin.Evaluation;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>
/// A gallery opened for searching: the state it had at that moment, whatever a writer adds meanwhile. The caller disposes it.
/// Searches may run on several threads at once.
/// </summary>
public sealed partial class Gallery : IDisposable
{
    /// <summary>How often a compaction may take the vectors away between reading which they are and opening them. Each takes a while, so a second is rare.</summary>
    private const int OpenAttempts = 5;

    private readonly Lock _catalogueLock = new();
    private readonly Catalogue _catalogue;
    private readonly VectorFile _vectors;
    private readonly GalleryIndexes _indexes;
    private readonly GalleryKeys _keys;
    private readonly Lazy<long> _pictureCount;

    private Gallery(string path, Catalogue catalogue, VectorFile vectors)
    {
        Path = path;
        _catalogue = catalogue;
        _vectors = vectors;
        Info = catalogue.ReadInfo();
        _pictureCount = new Lazy<long>(CountPictures);
        _keys = new GalleryKeys(Info.Roots);
        RecallFloor = catalogue.ReadRecallFloor();
        _indexes = new GalleryIndexes(path, vectors, RecallFloor);
        catalogue.RequireRows(Info.RowCount);
        foreach (long row in catalogue.ReadDeadRows().Where(row => row >= 0 && row < Info.RowCount))
        {
            vectors.Remove(row);
        }
    }

    /// <summary>The gallery's folder, as it was named.</summary>
    public string Path { get; }

    /// <summary>What the gallery says of itself.</summary>
    public GalleryInfo Info { get; }

    /// <summary>Pictures in the gallery. They are counted when this is first asked for: a second or so for ten million.</summary>
    /// <exception cref="GalleryException">The catalogue is damaged.</exception>
    public long PictureCount => _pictureCount.Value;

    /// <summary>Whether there is no picture; faster than to count them.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_catalogueLock)
            {
                return !_catalogue.HasItems();
            }
        }
    }

    /// <summary>Bytes that the gallery's files take on disk, without the memory that SQLite shares between processes while they have it open.</summary>
    public long LengthInBytes => BytesOf(Path);

    /// <summary>Pictures by label, most first.</summary>
    public IReadOnlyList<LabelCount> Labels
    {
        get
        {
            lock (_catalogueLock)
            {
                return _catalogue.CountLabels();
            }
        }
    }

    /// <summary>The splits of its pictures, in alphabetical order; empty where none has one.</summary>
    public IReadOnlyList<string> Splits
    {
        get
        {
            lock (_catalogueLock)
            {
                return _catalogue.ReadSplits();
            }
        }
    }

    /// <summary>Files of the folders that gave no embedding, each with its reason, ordered by key.</summary>
    public IReadOnlyList<RejectedFile> Rejected
    {
        get
        {
            lock (_catalogueLock)
            {
                return [.. _catalogue.ReadRejected().Select(file => new RejectedFile(_keys.Show(file.Name), file.Reason))];
            }
        }
    }

    /// <summary>Whether <paramref name="path"/> is a folder with a gallery's catalogue in it.</summary>
    public static bool Exists(string path) => Catalogue.Exists(path);

    /// <summary>Opens a gallery.</summary>
    /// <param name="path">Its folder, usually <c>NAME.akin</c>.</param>
    /// <exception cref="GalleryException">There is none, it is damaged, or it is of another format version.</exception>
    public static Gallery Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Activity? activity = GalleryTelemetry.Source.StartActivity("akin.gallery.open")?.SetTag(GalleryTelemetry.GalleryTag, GalleryTelemetry.NameOf(path));
        try
        {
            Gallery gallery = OpenNamed(path);
            activity?.SetTag(GalleryTelemetry.PictureCountTag, gallery.PictureCount).SetTag(GalleryTelemetry.DimensionsTag, gallery.Info.Dimensions);
            return gallery;
        }
        catch (GalleryException exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private static Gallery OpenNamed(string path)
    {
        try
        {
            return Catalogue.Exists(path) ? OpenExisting(path) ?? throw Catalogue.NothingYet(path) : throw None(path);
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(path, exception);
        }
    }

    /// <summary>What is thrown where a folder holds no gallery.</summary>
    internal static GalleryException None(string path) => HasLostCatalogue(path) ? Catalogue.NothingYet(path) : new(path, File.Exists(path) ? $"{path} is a file, and a gallery is a folder: name one that 'akin index' made."
        : Directory.Exists(path)
        ? $"{path} is a folder, but no Akin gallery: name one that 'akin index' made."
        : $"There is no gallery {path}: make one with 'akin index FOLDER --gallery {path}'.");

    /// <summary>Whether a folder holds a gallery's embeddings, and no catalogue that says whose they are.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    public static bool HasLostCatalogue(string path) => Directory.Exists(path) && !Catalogue.Exists(path) && VectorsFiles.FindWithRows(path) is not null;

    /// <summary>What the gallery in a folder says of itself; null where there is none yet, or its first writer was stopped before it said anything.</summary>
    /// <param name="path">The folder, usually <c>NAME.akin</c>; it need not exist.</param>
    /// <exception cref="GalleryException">The gallery is damaged, or of another format version.</exception>
    public static GalleryInfo? ReadInfo(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using Catalogue? catalogue = Catalogue.Exists(path) ? Catalogue.OpenForReading(path) : null;
            return catalogue?.ReadInfo();
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(path, exception);
        }
    }

    /// <summary>
    /// Whether searches compare every picture though there are so many that an index pays, since its file is missing or damaged. The next indexing run builds it.
    /// </summary>
    public bool LacksIndex => IndexUpkeep.FileFor(Info.RowCount, RecallFloor) is not null && Mode == SearchMode.Exact;

    /// <summary>What the gallery's searches have to find, as <c>akin index --recall</c> said it.</summary>
    public RecallFloor RecallFloor { get; }

    /// <summary>How the gallery is searched where a search asks for no mode.</summary>
    public SearchMode Mode => _indexes.Ready().Mode;

    /// <summary>How many of the true neighbours <see cref="Mode"/> was found to give.</summary>
    public RecallMeasurement? Recall => _indexes.Ready().Way.Recall;

    /// <summary>The pictures whose embeddings are closest to <paramref name="embedding"/> by cosine. Many queries take less time by <see cref="SearchMany"/>.</summary>
    /// <param name="embedding">Float32 [<see cref="GalleryInfo.Dimensions"/>], of this gallery's encoder; its length does not matter.</param>
    /// <param name="matchCount">How many are wanted, at least 1; fewer come back only when the gallery holds fewer that may match.</param>
    /// <param name="options">Mode and filters, or null for the gallery's own mode and no filter.</param>
    /// <returns>The matches by falling similarity, ties in the order in which they were indexed, files of the same content by key; and how they were found.</returns>
    /// <exception cref="ArgumentException">The embedding has another number of dimensions.</exception>
    /// <exception cref="FormatException">A pattern of the options cannot be read.</exception>
    /// <exception cref="GalleryException">An embedding of the gallery is damaged on the disk.</exception>
    public MatchList Search(ReadOnlySpan<float> embedding, int matchCount, GallerySearchOptions? options = null)
    {
        using Activity? activity = GalleryTelemetry.StartSearch(this, matchCount);
        long start = GalleryTelemetry.BeginSearch();
        try
        {
            MatchList matches = FindMatches(embedding.ToArray(), matchCount, options ?? GallerySearchOptions.Default);
            activity.EndSearch(start, matches.Mode);
            return matches;
        }
        catch (IndexFormatException damage)
        {
            GalleryException exception = StorageFailure.Explain(Path, damage);
            activity.Fail(exception);
            throw exception;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private long CountPictures()
    {
        lock (_catalogueLock)
        {
            return _catalogue.CountItems();
        }
    }

    /// <summary>The embedding of a picture in the gallery, float32 [<see cref="GalleryInfo.Dimensions"/>], of length 1 as far as float16 keeps it.</summary>
    /// <param name="key">Its key, as <see cref="Match.Key"/> has it.</param>
    /// <exception cref="GalleryException">There is no such picture, or its embedding is damaged on the disk.</exception>
    public float[] ReadEmbedding(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        long? row;
        lock (_catalogueLock)
        {
            row = _keys.Parse(key) is ItemName name ? _catalogue.FindRow(name) : null;
        }

        float[] embedding = new float[Info.Dimensions];
        try
        {
            _vectors.Read(row ?? throw new GalleryException(Path, $"The gallery {Path} holds no picture {key}: keys are paths below the indexed folder."), embedding);
            return embedding;
        }
        catch (IndexFormatException damage)
        {
            throw StorageFailure.Explain(Path, damage);
        }
    }

    /// <summary>The pictures most similar to the picture at <paramref name="picturePath"/>.</summary>
    /// <param name="encoder">The encoder that made this gallery.</param>
    /// <param name="picturePath">A picture file; it need not be in the gallery.</param>
    /// <param name="matchCount">How many are wanted, at least 1.</param>
    /// <param name="options">Mode and filters, or null for the gallery's own mode and no filter.</param>
    /// <returns>The matches by falling similarity, and how they were found.</returns>
    /// <exception cref="GalleryException">The gallery was made by another encoder, or an embedding of it is damaged on the disk.</exception>
    /// <exception cref="ImageDecodeException">The file cannot be read or holds no picture.</exception>
    public MatchList SearchPicture(ImageEncoder encoder, string picturePath, int matchCount, GallerySearchOptions? options = null)
    {
        RequireEncoder(encoder);
        return new PictureEmbedder(encoder).Embed(PictureFile.At(picturePath)) switch
        {
            PictureOutcome.Embedded embedded => Search(embedded.Embedding, matchCount, options),
            PictureOutcome.Rejected rejected => throw new ImageDecodeException(rejected.Reason),
            _ => throw new InvalidOperationException("A picture without a known hash is embedded or rejected."),
        };
    }

    /// <summary>Checks that embeddings of <paramref name="encoder"/> may be compared with this gallery's.</summary>
    /// <exception cref="GalleryException">The gallery was made by another encoder: both are named.</exception>
    public void RequireEncoder(ImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.Fingerprint != Info.Fingerprint)
        {
            throw OfAnotherEncoder(Path, Info, encoder);
        }
    }

    /// <summary>What is thrown where a gallery and an encoder do not belong together.</summary>
    internal static GalleryException OfAnotherEncoder(string path, GalleryInfo info, ImageEncoder encoder) => new(
        path,
        $"The gallery {path} was made by the encoder {GalleryInfo.Describe(info.Model, info.Fingerprint, info.Options)}, and {GalleryInfo.Describe(encoder.Name, encoder.Fingerprint, encoder.Options)} is another: their embeddings cannot be compared; without --model and the options beside it the gallery's own is taken.");

    /// <summary>Whether a search's order equals that of a plain float64 computation over all rows, ties aside.</summary>
    internal bool IsInPlainOrder(ReadOnlySpan<float> embedding, int matchCount) =>
        PlainOrder.Agrees(_vectors, embedding, ReadDeadRows(), _indexes.Get(SearchMode.Exact).Index.Search(embedding, matchCount));

    private HashSet<long> ReadDeadRows()
    {
        lock (_catalogueLock)
        {
            return [.. _catalogue.ReadDeadRows()];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _indexes.Dispose();
        _vectors.Dispose();
        _catalogue.Dispose();
    }

    /// <summary>The full path of a picture's file.</summary>
    /// <param name="key">A key, as <see cref="Match.Key"/> has it; whether there is such a picture is not asked.</param>
    /// <exception cref="ArgumentException">The gallery follows several folders, and the key begins with the name of none.</exception>
    public string PathOf(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return (_keys.Parse(key) is ItemName name ? _keys.PathOf(name) : null)
            ?? throw new ArgumentException($"The key {key} begins with the name of none of the folders that {Path} follows.", nameof(key));
    }

    private static Gallery? OpenExisting(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (Catalogue.OpenForReading(path) is not Catalogue catalogue)
            {
                return null;
            }

            VectorFile? vectors = null;
            try
            {
                GalleryInfo info = catalogue.ReadInfo();
                vectors = VectorFile.Open(System.IO.Path.Combine(path, VectorsFiles.Name(info.VectorsGeneration)), info.Dimensions, info.RowCount);
                return new Gallery(path, catalogue, vectors);
            }
            catch (FileNotFoundException) when (attempt < OpenAttempts)
            {
                catalogue.Dispose();
            }
            catch
            {
                vectors?.Dispose();
                catalogue.Dispose();
                throw;
            }
        }
    }
}
