namespace Akin.Datasets;

/// <summary>Where a path leads once every link in it is followed: two paths of one folder have the same.</summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows.</summary>
    private const int LinkLimit = 40;

    /// <summary>The path without links; null where links lead in a circle or cannot be read.</summary>
    /// <param name="path">A full path.</param>
    public static string? Of(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        Stack<string> ahead = new();
        Push(ahead, path[resolved.Length..]);
        int linkCount = 0;
        while (ahead.TryPop(out string? part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            string next = Path.Combine(resolved, part);
            if (!TryReadLink(next, out string? target))
            {
                return null;
            }

            if (target is null)
            {
                resolved = next;
                continue;
            }

            if (++linkCount > LinkLimit)
            {
                return null;
            }

            string root = Path.GetPathRoot(target)!;
            resolved = root.Length > 0 ? root : resolved;
            Push(ahead, target[root.Length..]);
        }

        return resolved;
    }

    private static bool TryReadLink(string path, out string? target)
    {
        target = null;
        try
        {
            target = new FileInfo(path).LinkTarget;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (string part in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (part != ".")
            {
                ahead.Push(part);
            }
        }
    }
}
