using Akin.Vectors.Clustering;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Galleries;

/// <summary>
/// Keeps the files that make a gallery's searches fast in step with its vectors: codes from a number of pictures on, lists above a larger one. What is missing,
/// damaged, of other vectors, outgrown or below the recall floor is built again, tuned and measured. The caller holds the gallery's lock.
/// </summary>
internal static class IndexUpkeep
{
    /// <summary>Fewer rows are compared one and all in a millisecond or so.</summary>
    public const int CodesFrom = 20_000;

    /// <summary>From here on lists pay.</summary>
    public const int ListsFrom = 100_000;

    /// <summary>Lists and codes are made anew when rows that came after them are more than this part of all.</summary>
    private const double TailPart = 0.2;

    /// <summary>The file that a gallery's searches are fast by; null where all rows are compared anyway.</summary>
    /// <param name="rowCount">The gallery's rows.</param>
    /// <param name="floor">The recall that searches have to reach.</param>
    public static string? FileFor(long rowCount, RecallFloor floor) => floor.At10 >= 1 || rowCount < CodesFrom ? null
        : rowCount < ListsFrom ? GalleryIndexes.CodesFileName
        : GalleryIndexes.ListsFileName;

    /// <summary>Brings the files up to date.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="info">The gallery as it is now.</param>
    /// <param name="deadRows">Rows that no picture has.</param>
    /// <param name="floor">The recall that searches have to reach.</param>
    /// <param name="progress">Told of what is built.</param>
    /// <param name="cancellationToken">Ends the work; the files stay as they were.</param>
    public static void Run(string galleryPath, GalleryInfo info, IReadOnlyList<long> deadRows, RecallFloor floor, RunProgress progress, CancellationToken cancellationToken)
    {
        string codesPath = Path.Combine(galleryPath, GalleryIndexes.CodesFileName);
        string listsPath = Path.Combine(galleryPath, GalleryIndexes.ListsFileName);
        string? wanted = FileFor(info.RowCount, floor);
        if (wanted is null)
        {
            GalleryIndexes.DeleteFiles(galleryPath);
            return;
        }

        GalleryIndexes.DeleteUnfinished(galleryPath);

        using VectorFile vectors = VectorFile.Open(Path.Combine(galleryPath, VectorsFiles.Name(info.VectorsGeneration)), info.Dimensions, info.RowCount);
        foreach (long row in deadRows)
        {
            vectors.Remove(row);
        }

        if (wanted == GalleryIndexes.CodesFileName)
        {
            KeepCodes(codesPath, vectors, floor, progress, cancellationToken);
            File.Delete(listsPath);
        }
        else
        {
            KeepLists(listsPath, vectors, floor, progress, cancellationToken);
            File.Delete(codesPath);
        }
    }

    private static void KeepCodes(string path, VectorFile vectors, RecallFloor floor, RunProgress progress, CancellationToken cancellationToken)
    {
        if (IsSound(path, vectors, floor, static (file, rows) => CodeIndex.Open(file, rows), static index => index.RowCount, static index => index.VerifyAll()))
        {
            return;
        }

        using CodeIndex index = CodeIndex.Build(vectors, progress: progress.Parts(IndexStage.Codes, vectors.RowCount), cancellationToken: cancellationToken);
        index.Tune(floor.At10, cancellationToken: cancellationToken);
        index.Save(path);
    }

    private static void KeepLists(string path, VectorFile vectors, RecallFloor floor, RunProgress progress, CancellationToken cancellationToken)
    {
        if (IsSound(path, vectors, floor, static (file, rows) => ClusteredIndex.Open(file, rows), static index => index.RowCount, static index => index.VerifyAll()))
        {
            return;
        }

        using ClusteredIndex index = ClusteredIndex.Build(vectors, progress: progress.Parts(IndexStage.Lists, vectors.RowCount), cancellationToken: cancellationToken);
        index.Tune(floor.At10, cancellationToken: cancellationToken);
        index.Save(path);
    }

    /// <summary>Whether a file is of these vectors, undamaged, not outgrown, and was measured to reach the floor.</summary>
    private static bool IsSound<TIndex>(
        string path, VectorFile vectors, RecallFloor floor, Func<string, VectorRows, TIndex> open, Func<TIndex, long> rowCountOf, Action<TIndex> verify)
        where TIndex : IVectorIndex, IDisposable
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using TIndex index = open(path, vectors);
            verify(index);
            return vectors.RowCount - rowCountOf(index) <= TailPart * vectors.RowCount && index.Recall?.At10 >= floor.At10;
        }
        catch (IndexFormatException damage) when (damage.Path == path)
        {
            return false;
        }
    }
}
