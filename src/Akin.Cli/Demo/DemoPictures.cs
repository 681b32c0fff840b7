using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Cli.Demo;

/// <summary>What the demo works on.</summary>
/// <param name="Name">The name of its gallery and sheets.</param>
/// <param name="FolderPath">The folder to index.</param>
/// <param name="Queries">Pictures to search for, which the gallery must not hold.</param>
internal sealed record DemoPictures(string Name, string FolderPath, IReadOnlyList<PictureFile> Queries)
{
    private const int QueryCount = 3;

    /// <summary>Changing this changes the drawn pictures, and so the picture in the README.</summary>
    private const int Seed = 42;

    /// <summary>Draws the demo's own pictures below <paramref name="outputPath"/>.</summary>
    public static DemoPictures Draw(string outputPath)
    {
        string folderPath = Path.Combine(outputPath, "pictures");
        Console.WriteLine($"Drawing pictures into {folderPath}");
        DrawnPictures.Write(folderPath, Seed);
        return new DemoPictures("drawn", Path.Combine(folderPath, "train"), OneEach(new ImageFolder(Path.Combine(folderPath, "queries")).Files()));
    }

    /// <summary>Holds three readable pictures of a folder out, of different labels where there are that many.</summary>
    public static async Task<DemoPictures> HoldOutAsync(string folderPath, ImageEncoder encoder, int workerCount, CancellationToken cancellationToken)
    {
        ImageFolder folder = new(folderPath);
        List<PictureFile> files = [.. folder.Files()];
        List<PictureFile> readable = [];
        await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, workerCount).RunAsync(Candidates(files), cancellationToken))
        {
            if (outcome is PictureOutcome.Embedded)
            {
                readable.Add(outcome.File);
            }

            if (readable.Count == QueryCount)
            {
                break;
            }
        }

        if (readable.Count < QueryCount || files.Count == QueryCount)
        {
            throw new BadInputException($"{folderPath} holds {readable.Count} pictures that can be read, and the demo needs more than {QueryCount}, since it searches for {QueryCount} that it leaves out.");
        }

        return new DemoPictures(Path.GetFileName(folder.Path), folderPath, readable);
    }

    private static List<PictureFile> OneEach(IEnumerable<PictureFile> files) => [.. Candidates([.. files]).Take(QueryCount)];

    /// <summary>The files, the middle one of every label first, so that the first few differ in label and no folder's first picture, often a cover, stands for it.</summary>
    private static IEnumerable<PictureFile> Candidates(List<PictureFile> files)
    {
        List<PictureFile> middles = [.. files.GroupBy(file => file.Label).Select(group => group.ElementAt(group.Count() / 2))];
        int step = Math.Max(1, middles.Count / QueryCount);
        IEnumerable<PictureFile> spread = middles.Where((_, index) => index % step == 0);
        return spread.Concat(middles).Concat(files).DistinctBy(file => file.Key);
    }
}
