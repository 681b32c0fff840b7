using System.Globalization;

namespace Akin.Galleries;

/// <summary>A way to search a gallery. They differ in time, in memory and in how many of the true neighbours they find.</summary>
public sealed record SearchMode
{
    private const string ProjectedPrefix = "projected:";

    private SearchMode(string name, int projectedDimensions = 0)
    {
        Name = name;
        ProjectedDimensions = projectedDimensions;
    }

    /// <summary>Every picture is compared.</summary>
    public static SearchMode Exact { get; } = new("exact");

    /// <summary>One-bit codes of all pictures are scanned, and the best compared in full.</summary>
    public static SearchMode Codes { get; } = new("codes");

    /// <summary>The lists closest to the query are scanned by codes, and the best compared in full.</summary>
    public static SearchMode Clustered { get; } = new("clustered");

    /// <summary>Locality-sensitive hashing: pictures that share a bucket with the query, or lie in one close to it, are compared.</summary>
    public static SearchMode Hash { get; } = new("hash");

    /// <summary>The name, as <see cref="Parse"/> reads it.</summary>
    public string Name { get; }

    /// <summary>Dimensions that embeddings are projected to; 0 where they are not.</summary>
    internal int ProjectedDimensions { get; }

    /// <summary>Embeddings are projected at random to so many dimensions, the closest found there, and the best of them compared in full.</summary>
    /// <param name="dimensions">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static SearchMode Projected(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        return new SearchMode(string.Create(CultureInfo.InvariantCulture, $"{ProjectedPrefix}{dimensions}"), dimensions);
    }

    /// <summary>Reads a mode: <c>exact</c>, <c>codes</c>, <c>clustered</c>, <c>hash</c> or <c>projected:N</c>.</summary>
    /// <exception cref="FormatException">It is none of them; the message is one sentence.</exception>
    public static SearchMode Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SearchMode[] named = [Exact, Codes, Clustered, Hash];
        if (Array.Find(named, mode => mode.Name == text) is SearchMode found)
        {
            return found;
        }

        return text.StartsWith(ProjectedPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(ProjectedPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int dimensions) && dimensions > 0
            ? Projected(dimensions)
            : throw new FormatException($"The mode is {text}, expected exact, codes, clustered, hash or projected:N with the number of dimensions.");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
