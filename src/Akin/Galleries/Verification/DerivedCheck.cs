using Akin.Vectors.Clustering;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Galleries.Verification;

/// <summary>Checks the files that searches are fast by, where they are there: every checksum, and that they are of these rows. One that is missing is no fault, and a remark.</summary>
internal static class DerivedCheck
{
    /// <summary>Looks at both.</summary>
    public static void Run(string galleryPath, VectorFile vectors, RecallFloor floor, Findings findings, CancellationToken cancellationToken)
    {
        if (IndexUpkeep.FileFor(vectors.RowCount, floor) is string wanted && !File.Exists(Path.Combine(galleryPath, wanted)))
        {
            string meanwhile = wanted == GalleryIndexes.ListsFileName && File.Exists(Path.Combine(galleryPath, GalleryIndexes.CodesFileName))
                ? $"searches use {GalleryIndexes.CodesFileName} instead and are slower"
                : "searches compare every picture";
            findings.Remarks.Add($"{wanted} is missing: {meanwhile} until 'akin index' or 'akin verify {galleryPath} --repair' builds it.");
        }

        Check(galleryPath, GalleryIndexes.CodesFileName, findings, path =>
        {
            using CodeIndex index = CodeIndex.Open(path, vectors);
            index.VerifyAll(cancellationToken);
        });
        Check(galleryPath, GalleryIndexes.ListsFileName, findings, path =>
        {
            using ClusteredIndex index = ClusteredIndex.Open(path, vectors);
            index.VerifyAll(cancellationToken);
        });
    }

    private static void Check(string galleryPath, string fileName, Findings findings, Action<string> verify)
    {
        string path = Path.Combine(galleryPath, fileName);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            verify(path);
        }
        catch (IndexFormatException damage) when (damage.Path == path)
        {
            findings.Add(fileName, fileName, damage.Message.TrimEnd('.'), "--repair or the next 'akin index' builds it again; until then searches compare every picture");
        }
        catch (IndexFormatException)
        {
            // A row is damaged: the rows' own check tells of it.
        }
    }
}
