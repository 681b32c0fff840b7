namespace Akin.Vision.Encoding.Quantization;

/// <summary>Where Akin keeps what it can compute again: the folder that <c>AKIN_CACHE</c> names, else <c>akin</c> in <c>XDG_CACHE_HOME</c>, else <c>~/.cache/akin</c>.</summary>
internal static class CacheFolder
{
    /// <summary>Its path, or null on a system that has none of the three.</summary>
    public static string? Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable("AKIN_CACHE") is { Length: > 0 } named)
            {
                return System.IO.Path.GetFullPath(named);
            }

            // A relative one is invalid by the XDG Base Directory Specification.
            if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && System.IO.Path.IsPathRooted(xdg))
            {
                return System.IO.Path.Combine(xdg, "akin");
            }

            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return home.Length == 0 ? null : System.IO.Path.Combine(home, ".cache", "akin");
        }
    }
}
