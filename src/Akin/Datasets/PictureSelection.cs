namespace Akin.Datasets;

/// <summary>Which files of a folder count as pictures. The default takes every file that is not hidden.</summary>
/// <remarks>
/// A pattern is compared with a file's key, its path below the folder with <c>/</c> between the parts. <c>*</c> stands for any characters of one part, <c>?</c> for one,
/// <c>[a-z]</c> for one of several, <c>**</c> for any number of parts. A pattern without <c>/</c> fits a file or folder of that name at any depth, one with <c>/</c> begins at the
/// folder itself. A folder that fits stands for everything in it. Upper and lower case are the same; characters that look alike, such as a composed and a decomposed é, are not.
/// </remarks>
public sealed record PictureSelection
{
    private readonly IReadOnlyList<string> _include = [];
    private readonly IReadOnlyList<string> _exclude = [];

    /// <summary>Patterns of which a file must fit one; none takes every file.</summary>
    /// <exception cref="FormatException">One of them is no pattern.</exception>
    public IReadOnlyList<string> Include
    {
        get => _include;
        init
        {
            _include = value;
            IncludePatterns = [.. value.Select(KeyPattern.Parse)];
        }
    }

    /// <summary>Patterns of which a file may fit none. They win over <see cref="Include"/>.</summary>
    /// <exception cref="FormatException">One of them is no pattern.</exception>
    public IReadOnlyList<string> Exclude
    {
        get => _exclude;
        init
        {
            _exclude = value;
            ExcludePatterns = [.. value.Select(KeyPattern.Parse)];
        }
    }

    /// <summary>Whether hidden files and folders, whose names begin with a dot or that the system marks as hidden, count too.</summary>
    public bool TakesHidden { get; init; }

    private IReadOnlyList<KeyPattern> IncludePatterns { get; init; } = [];

    private IReadOnlyList<KeyPattern> ExcludePatterns { get; init; } = [];

    /// <summary>Whether the file with a key counts.</summary>
    internal bool Takes(string key) => (IncludePatterns.Count == 0 || IncludePatterns.Any(pattern => pattern.Fits(key))) && !LeavesOut(key);

    /// <summary>Whether the file or the whole folder with a key is left out, so that a folder need not be looked into.</summary>
    internal bool LeavesOut(string key)
    {
        foreach (KeyPattern pattern in ExcludePatterns)
        {
            if (pattern.Fits(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(PictureSelection? other) =>
        other is not null && TakesHidden == other.TakesHidden && _include.SequenceEqual(other._include) && _exclude.SequenceEqual(other._exclude);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TakesHidden, _include.Count, _exclude.Count);
}
