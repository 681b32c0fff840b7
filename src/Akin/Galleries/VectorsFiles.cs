using System.Globalization;

namespace Akin.Galleries;

/// <summary>The vector files of a gallery's folder. Each compaction and each migration to another encoder writes one of the next generation, and the catalogue says which counts.</summary>
internal static class VectorsFiles
{
    private const string Stem = "vectors";

    private const string Ending = ".f16";

    /// <summary>A file without rows has its header alone.</summary>
    private const int HeaderInBytes = 4096;

    /// <summary>The name of a generation's file: <c>vectors.f16</c>, after compactions <c>vectors.1.f16</c> and so on.</summary>
    public static string Name(long generation) =>
        generation == 0 ? Stem + Ending : string.Create(CultureInfo.InvariantCulture, $"{Stem}.{generation}{Ending}");

    /// <summary>Whether a file's name is that of some generation.</summary>
    public static bool IsName(string? fileName) =>
        fileName is not null && fileName.StartsWith(Stem, StringComparison.Ordinal) && fileName.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>The name of a file that holds rows, of any generation; null where there is none, as before a gallery's first commit.</summary>
    /// <param name="galleryPath">The gallery's folder, which exists.</param>
    public static string? FindWithRows(string galleryPath) => Directory.EnumerateFiles(galleryPath, Stem + "*" + Ending)
        .Where(path => IsGeneration(Path.GetFileName(path)) && new FileInfo(path).Length > HeaderInBytes)
        .Select(Path.GetFileName)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Deletes the files of other generations, which a stopped compaction or migration left. Readers that have one open keep it; what the system refuses stays for the next writer.</summary>
    /// <param name="galleryPath">The gallery's folder, whose lock the caller holds.</param>
    /// <param name="generation">The one that counts.</param>
    /// <param name="migration">The one that a migration writes which is not finished, or null.</param>
    public static void DeleteOthers(string galleryPath, long generation, long? migration)
    {
        foreach (string path in Directory.EnumerateFiles(galleryPath, Stem + ".*").Where(path => IsOther(Path.GetFileName(path), generation)))
        {
            if (migration is long kept && Path.GetFileName(path) == Name(kept))
            {
                continue;
            }

            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Where a file that is mapped cannot be deleted, its reader is not to be disturbed.
            }
        }
    }

    private static bool IsOther(string fileName, long generation) => fileName != Name(generation) && IsGeneration(fileName);

    private static bool IsGeneration(string fileName)
    {
        if (!IsName(fileName))
        {
            return false;
        }

        string between = fileName[Stem.Length..^Ending.Length];
        return between.Length == 0
            || (between[0] == '.' && long.TryParse(between.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out long other) && Name(other) == fileName);
    }
}
