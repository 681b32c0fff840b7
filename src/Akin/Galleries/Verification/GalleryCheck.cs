using Akin.Vectors.Storage;
using Akin.Vision.Encoding;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries.Verification;

/// <summary>One check of a gallery. Reads one state of it, and writes nothing.</summary>
/// <param name="galleryPath">The gallery's folder.</param>
/// <param name="options">How to check.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class GalleryCheck(string galleryPath, VerifyOptions options, RunProgress progress)
{
    /// <summary>Pictures of a row that a message names.</summary>
    private const int NamedCount = 3;

    private const string NewGallery = "index the folder into a new gallery";

    /// <summary>What was found.</summary>
    public Findings Findings { get; } = new();

    /// <summary>Rows that the catalogue counts; 0 where it cannot be read.</summary>
    public long RowCount { get; private set; }

    /// <summary>Looks at everything.</summary>
    /// <param name="encoder">The gallery's encoder, or null to encode nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GalleryException">There is no gallery, it is of another version or encoder, or the disk refuses.</exception>
    public async Task<VerifyReport> RunAsync(ImageEncoder? encoder, CancellationToken cancellationToken)
    {
        try
        {
            using Catalogue? catalogue = Catalogue.Exists(galleryPath) ? Catalogue.OpenForReading(galleryPath) : throw Gallery.None(galleryPath);
            if (catalogue is null && VectorsFiles.FindWithRows(galleryPath) is string file)
            {
                Findings.IsCatalogueDamaged = true;
                Findings.Add("unreadable", Catalogue.FileName, Catalogue.Lost(file), Catalogue.LostRepair);
                return Report(0, 0, hasChecksums: true, sample: null);
            }

            if (catalogue is null)
            {
                throw Catalogue.NothingYet(galleryPath);
            }

            return await RunAsync(catalogue, encoder, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_MISMATCH)
        {
            Findings.IsCatalogueDamaged = true;
            Findings.Add("unreadable", Catalogue.FileName, "it is no sound catalogue", NewGallery);
            return Report(0, 0, hasChecksums: true, sample: null);
        }
    }

    private async Task<VerifyReport> RunAsync(Catalogue catalogue, ImageEncoder? encoder, CancellationToken cancellationToken)
    {
        bool isReadable = CatalogueCheck.CheckFile(catalogue, Findings);
        GalleryInfo info;
        try
        {
            info = catalogue.ReadInfo();
        }
        catch (GalleryException exception)
        {
            Findings.IsCatalogueDamaged = true;
            Findings.Add("unreadable", Catalogue.FileName, exception.Message.TrimEnd('.'), NewGallery);
            return Report(0, 0, hasChecksums: true, sample: null);
        }

        RequireSame(info, encoder);
        RowCount = info.RowCount;
        RowCheck rowCheck = new(galleryPath, info, Findings);
        using VectorFile? vectors = rowCheck.Open();
        if (isReadable && Findings.RowsOnDisk is null)
        {
            // The vector file bounds a damaged number of rows, which would be counted to its end.
            CatalogueCheck.CheckRows(catalogue, info.RowCount, Findings);
        }

        GalleryKeys keys = new(info.Roots);
        if (vectors is not null)
        {
            rowCheck.Run(vectors, row => Describe(catalogue, keys, row), progress, cancellationToken);
            if (vectors.RowCount == info.RowCount)
            {
                DerivedCheck.Run(galleryPath, vectors, Findings, cancellationToken);
            }
        }

        SampleCheck? sample = encoder is null || vectors is null || vectors.RowCount == 0 || !isReadable ? null : new SampleCheck(catalogue, vectors, keys, options, Findings);
        if (sample is not null)
        {
            await sample.RunAsync(encoder!, progress, cancellationToken).ConfigureAwait(false);
        }

        return isReadable ? Report(catalogue.CountItems(), catalogue.ReadDeadRows().Count, vectors?.HasChecksums ?? true, sample) : Report(0, 0, vectors?.HasChecksums ?? true, sample);
    }

    private VerifyReport Report(long pictureCount, long deadRowCount, bool hasChecksums, SampleCheck? sample) => new()
    {
        PictureCount = pictureCount,
        RowCount = RowCount,
        DeadRowCount = deadRowCount,
        HasChecksums = hasChecksums,
        SampledCount = sample?.SampledCount ?? 0,
        SmallestCosine = sample?.SmallestCosine,
        NotSampled = sample?.NotSampled ?? [],
        Problems = Findings.Problems,
    };

    private void RequireSame(GalleryInfo info, ImageEncoder? encoder)
    {
        if (encoder is not null && encoder.Fingerprint != info.Fingerprint)
        {
            throw Gallery.OfAnotherEncoder(galleryPath, info, encoder);
        }
    }

    private static string Describe(Catalogue catalogue, GalleryKeys keys, long row)
    {
        List<string> items = [.. catalogue.FindByRow(row).Select(item => keys.Show(item.Name))];
        string more = items.Count > NamedCount ? $" and {items.Count - NamedCount:N0} more" : string.Empty;
        return items.Count == 0 ? "of a removed picture" : string.Join(", ", items.Take(NamedCount)) + more;
    }
}
