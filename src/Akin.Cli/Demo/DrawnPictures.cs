using SkiaSharp;

namespace Akin.Cli.Demo;

/// <summary>
/// A small labelled picture set drawn by code, for a first try without any pictures at hand: ten kinds of thing, each picture with its own
/// colours, scale, turn, place, background, clutter, noise and things in front. Colours and backgrounds say nothing of the kind.
/// </summary>
internal static class DrawnPictures
{
    private const int PicturesPerKind = 27;
    private const int QueriesPerKind = 3;
    private const int JpegQuality = 90;

    /// <summary>
    /// Draws <c>train/KIND/KIND-NN.jpg</c> and <c>queries/KIND/KIND-NN.jpg</c> below a folder. The same seed gives the same pictures. What is there
    /// already is left as it is, so that a gallery of it stays up to date; a file appears only when it is whole.
    /// </summary>
    public static void Write(string folderPath, int seed)
    {
        foreach ((string name, Action<SubjectBrush> draw) in Subjects.All)
        {
            for (int index = 0; index < PicturesPerKind; index++)
            {
                string part = index < PicturesPerKind - QueriesPerKind ? "train" : "queries";
                string path = Path.Combine(folderPath, part, name, FormattableString.Invariant($"{name}-{index + 1:00}.jpg"));
                if (!File.Exists(path))
                {
                    Random random = new(HashCodeOf(seed, name, index));
                    Save(path, new Scene(random).Draw(draw));
                }
            }
        }
    }

    private static void Save(string path, SKBitmap picture)
    {
        using SKBitmap owned = picture;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinishedPath = Path.Combine(Path.GetDirectoryName(path)!, "." + Path.GetFileName(path));
        using (SKData jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, JpegQuality))
        {
            File.WriteAllBytes(unfinishedPath, jpeg.ToArray());
        }

        File.Move(unfinishedPath, path, overwrite: true);
    }

    /// <summary>A seed of each picture's own (FNV-1a), so that adding a kind or a picture leaves the others as they are.</summary>
    private static int HashCodeOf(int seed, string name, int index)
    {
        uint hash = 2166136261;
        foreach (char character in FormattableString.Invariant($"{seed}/{name}/{index}"))
        {
            hash = (hash ^ character) * 16777619;
        }

        return (int)hash;
    }
}
