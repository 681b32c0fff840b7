using Akin.Vision.Encoding;
using Microsoft.Data.Sqlite;

namespace Akin.Galleries.Verification;

/// <summary>One repair of a gallery: checks it, mends what it finds, and checks it again.</summary>
/// <param name="galleryPath">The gallery's folder, which has a catalogue.</param>
/// <param name="options">How to check.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class GalleryRepair(string galleryPath, VerifyOptions options, RunProgress progress)
{
    private const string CopyOrAnew = "put a copy of the gallery back, or delete the folder and index anew";

    /// <summary>Checks and mends.</summary>
    /// <param name="encoder">The gallery's encoder, or null to encode nothing.</param>
    /// <param name="cancellationToken">Stops it; another repair goes on.</param>
    /// <returns>What was found, and the gallery's counts after the repair.</returns>
    public async Task<VerifyReport> RunAsync(ImageEncoder? encoder, CancellationToken cancellationToken)
    {
        GalleryCheck check = new(galleryPath, options, progress);
        VerifyReport found;
        List<GalleryProblem> mended = [];
        long removedCount;

        // What is found is repaired by its numbers of rows: nobody may give rows other numbers meanwhile.
        using (GalleryLock.Take(galleryPath))
        {
            found = await check.RunAsync(encoder, cancellationToken).ConfigureAwait(false);
            if (check.Findings.IsCatalogueDamaged)
            {
                if (!RebuildCatalogue())
                {
                    return found with { Problems = Left(found, Catalogue.LostRepair) };
                }

                // A damaged catalogue keeps the check from much: all else is told by the second one.
                mended.AddRange(found.Problems.Where(problem => problem.Where == Catalogue.FileName));
                check = new GalleryCheck(galleryPath, options, progress);
                found = await check.RunAsync(encoder, cancellationToken).ConfigureAwait(false);
            }

            if (found.Problems.Count + found.Remarks.Count + mended.Count == 0)
            {
                return found;
            }

            if (check.Findings.IsFirstPageDamaged)
            {
                check.Rows!.RepairFirstPage();
            }

            using Catalogue catalogue = Catalogue.OpenForWriting(galleryPath, created: null);
            removedCount = catalogue.Repair(check.Findings.LostRows, Math.Min(check.RowCount, check.Findings.RowsOnDisk ?? long.MaxValue));
        }

        RepairFiles(check.Findings, cancellationToken);
        VerifyReport after = await new GalleryCheck(galleryPath, options, progress).RunAsync(encoder: null, cancellationToken).ConfigureAwait(false);
        return after with
        {
            SampledCount = found.SampledCount,
            SmallestCosine = found.SmallestCosine,
            NotSampled = found.NotSampled,
            RemovedCount = removedCount,
            Problems = [.. mended.Concat(found.Problems).Select(problem => problem with { IsRepaired = true }), .. Left(after, CopyOrAnew)],
        };
    }

    private static IReadOnlyList<GalleryProblem> Left(VerifyReport report, string repair) =>
        [.. report.Problems.Select(problem => problem with { CanBeRepaired = false, Repair = repair })];

    /// <summary>Makes a sound catalogue of a damaged one; false where its tables do not give one, and it stays as it was.</summary>
    private bool RebuildCatalogue()
    {
        if (!Catalogue.CanBeRead(galleryPath))
        {
            return false;
        }

        try
        {
            using Catalogue catalogue = Catalogue.OpenForRepair(galleryPath);
            if (catalogue.FindDamagedTables().Count > 0)
            {
                return false;
            }

            catalogue.Rebuild();
            return catalogue.CheckIntegrity().Count == 0;
        }
        catch (SqliteException exception) when (Catalogue.IsDamage(exception))
        {
            return false;
        }
    }

    /// <summary>Drops rows that are lost, for neither codes nor lists could be made of them, and makes codes and lists anew where they are not sound.</summary>
    private void RepairFiles(Findings findings, CancellationToken cancellationToken)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(galleryPath);
        if (findings.LostRows.Count > 0)
        {
            writer.Compact(progress, cancellationToken);
        }

        Gallery.KeepIndexes(writer, new IndexOptions(), progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
