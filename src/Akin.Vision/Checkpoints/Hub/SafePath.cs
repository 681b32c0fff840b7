namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Names that come from a server or a command line and become paths below a folder: they must not lead out of it.</summary>
internal static class SafePath
{
    /// <summary>The longest path that git and the usual file systems agree on.</summary>
    private const int LengthLimit = 1024;

    /// <summary>The longest name of a file on the usual file systems.</summary>
    private const int SegmentLengthLimit = 255;

    /// <summary>Whether a relative path, its parts divided by <c>/</c>, stays below the folder that it is joined to, on every system.</summary>
    public static bool IsSafe(string path) => path.Length is > 0 and <= LengthLimit && path.Split('/').All(IsSafeSegment);

    private static bool IsSafeSegment(string segment) =>
        segment.Length is > 0 and <= SegmentLengthLimit
        && segment is not ("." or "..")
        && !segment.Any(character => char.IsControl(character) || character is '\\' or ':');
}
