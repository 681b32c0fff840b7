namespace Akin.Cli;

/// <summary>Finds the name that was meant by one that is mistyped.</summary>
internal static class NearName
{
    private const int EditLimit = 2;

    /// <summary>In shorter names two edits leave nothing of what was typed.</summary>
    private const int ShortestLength = 4;

    /// <summary>The name that is the fewest insertions, deletions and replacements away, the first of several; null where none is near.</summary>
    public static string? Find(string typed, IEnumerable<string> names) => typed.Length < ShortestLength
        ? null
        : names.Select(name => (Name: name, Count: CountEdits(typed, name))).Where(one => one.Count <= EditLimit).OrderBy(one => one.Count).FirstOrDefault().Name;

    /// <summary>The Levenshtein distance: row by row of the table of prefixes, of which two are kept.</summary>
    private static int CountEdits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] next = new int[row.Length];
            next[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = row[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                next[j] = Math.Min(replaced, Math.Min(row[j], next[j - 1]) + 1);
            }

            row = next;
        }

        return row[^1];
    }
}
