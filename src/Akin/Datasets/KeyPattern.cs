using System.Text;
using System.Text.RegularExpressions;

namespace Akin.Datasets;

/// <summary>One pattern of a <see cref="PictureSelection"/>, which says what it means. Thread-safe.</summary>
internal sealed class KeyPattern
{
    /// <summary>Longer than any path that a system opens.</summary>
    private const int LengthLimit = 4_096;

    private readonly Regex _regex;

    private KeyPattern(Regex regex) => _regex = regex;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is empty, too long, or a bracket is not closed; the message is one sentence.</exception>
    public static KeyPattern Parse(string pattern)
    {
        string parts = pattern.TrimEnd('/');
        if (parts.Length is 0 or > LengthLimit)
        {
            throw new FormatException($"The pattern '{pattern}' has {parts.Length} characters, and a pattern has 1 to {LengthLimit:N0}.");
        }

        string start = parts.Contains('/') ? "^" : "^(?:.*/)?";
        string regex = $"{start}{Translate(parts.TrimStart('/'), pattern)}(?:/.*)?$";
        try
        {
            // Without backtracking, so that no pattern takes longer than its key is long.
            return new KeyPattern(new Regex(regex, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"The pattern '{pattern}' cannot be read: check its brackets.", exception);
        }
    }

    /// <summary>Whether a file's or folder's key fits, or lies in a folder that fits.</summary>
    public bool Fits(string key) => _regex.IsMatch(key);

    private static string Translate(string parts, string pattern)
    {
        StringBuilder regex = new();
        int index = 0;
        while (index < parts.Length)
        {
            string rest = parts[index..];
            bool beginsPart = index == 0 || parts[index - 1] == '/';
            if (beginsPart && rest.StartsWith("**/", StringComparison.Ordinal))
            {
                regex.Append("(?:.*/)?");
                index += 3;
            }
            else if (beginsPart && rest == "**")
            {
                regex.Append(".*");
                index += 2;
            }
            else if (parts[index] == '[')
            {
                index = TranslateSet(parts, index, pattern, regex);
            }
            else
            {
                regex.Append(parts[index] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    char one => Regex.Escape(one.ToString()),
                });
                index++;
            }
        }

        return regex.ToString();
    }

    /// <summary>A set such as <c>[a-z]</c> or <c>[!0-9]</c>; returns where it ends.</summary>
    private static int TranslateSet(string parts, int start, string pattern, StringBuilder regex)
    {
        bool isNegated = start + 1 < parts.Length && parts[start + 1] is '!' or '^';
        int first = start + (isNegated ? 2 : 1);
        int end = first < parts.Length ? parts.IndexOf(']', first + 1) : -1;
        if (end < 0)
        {
            throw new FormatException($"The pattern '{pattern}' opens a bracket and does not close it.");
        }

        string members = parts[first..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal);
        regex.Append(isNegated ? "[^/" : "[").Append(members).Append(']');
        return end + 1;
    }
}
