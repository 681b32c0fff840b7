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

    /// <summary>What was found.</summary>
    public Findings Findings { get; } = new();

    /// <summary>Rows that the catalogue counts; 0 where it cannot be read.</summary>
    public long RowCount { get; private set; }

    /// <summary>The check of its rows; null where the catalogue does not say what they are.</summary>
    public RowCheck? Rows { get; private set; }

    /// <summary>Looks at everything.</summary>
    /// <param name="encoder">The gallery's encoder, or null to encode nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GalleryException">There is no gallery, it is of another version or encoder, or the disk refuses.</exception>
    public async Task<VerifyReport> RunAsync(ImageEncoder? encoder, CancellationToken cancellationToken)
    {
        try
        {
            bool exists = Catalogue.Exists(galleryPath);
            if (!exists && !Gallery.HasLostCatalogue(galleryPath))
            {
                throw Gallery.None(galleryPath);
            }

            using Catalogue? catalogue = exists ? Catalogue.OpenForReading(galleryPath) : null;
            if (catalogue is null && VectorsFiles.FindWithRows(galleryPath) is string file)
            {
                Findings.AddLostCatalogue(Catalogue.Lost(file));
                return Unreadable();
            }

            if (catalogue is null)
            {
                throw Catalogue.NothingYet(galleryPath);
            }

            return await RunAsync(catalogue, encoder, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception) when (Catalogue.IsDamage(exception))
        {
            if (!Findings.IsCatalogueDamaged && Catalogue.CanBeRead(galleryPath))
            {
                Findings.IsCatalogueDamaged = true;
                Findings.Add("unreadable", Catalogue.FileName, "it is no sound catalogue", "--repair builds it anew from its tables");
            }
            else if (!Findings.IsCatalogueDamaged)
            {
                Findings.AddLostCatalogue("it is no sound catalogue");
            }

            return Unreadable();
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
        catch (GalleryException)
        {
            Findings.AddLostCatalogue("it describes no gallery");
            return Unreadable();
        }

        RequireSame(info, encoder);
        RowCount = info.RowCount;
        RowCheck rowCheck = new(galleryPath, info, Findings);
        Rows = rowCheck;
        using VectorFile? vectors = rowCheck.Open();
        if (isReadable && Findings.RowsOnDisk is null)
        {
            // The vector file bounds a damaged number of rows, which would be counted to its end.
            CatalogueCheck.CheckRows(catalogue, info.RowCount, Findings);
        }

        GalleryKeys keys = new(info.Roots);
        if (vectors is not null)
        {
            rowCheck.Run(vectors, row => isReadable ? Describe(catalogue, keys, row) : "whose pictures the catalogue cannot tell", progress, cancellationToken);
            if (vectors.RowCount == info.RowCount)
            {
                DerivedCheck.Run(galleryPath, vectors, isReadable ? catalogue.ReadRecallFloor() : RecallFloor.Default, Findings, cancellationToken);
            }
        }

        SampleCheck? sample = encoder is null || vectors is null || vectors.RowCount == 0 || !isReadable ? null : new SampleCheck(catalogue, vectors, keys, options, Findings);
        if (sample is not null)
        {
            await sample.RunAsync(encoder!, progress, cancellationToken).ConfigureAwait(false);
        }

        return isReadable ? Report(catalogue.CountItems(), catalogue.ReadDeadRows().Count, vectors?.HasChecksums ?? true, sample) : Report(null, 0, vectors?.HasChecksums ?? true, sample);
    }

    private VerifyReport Unreadable() => Report(null, 0, hasChecksums: true, sample: null);

    private VerifyReport Report(long? pictureCount, long deadRowCount, bool hasChecksums, SampleCheck? sample) => new()
    {
        PictureCount = pictureCount,
        RowCount = RowCount,
        DeadRowCount = deadRowCount,
        HasChecksums = hasChecksums,
        SampledCount = sample?.SampledCount ?? 0,
        SmallestCosine = sample?.SmallestCosine,
        NotSampled = sample?.NotSampled ?? [],
        Problems = Findings.Problems,
        Remarks = Findings.Remarks,
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
