using System.Linq.Expressions;
using Akin.VectorStores;

namespace Akin.Galleries;

/// <summary>What may answer a search, and how to search. Filters hold inside the scan: as many match as are wanted, where there are as many.</summary>
public sealed record GallerySearchOptions
{
    /// <summary>Any picture, by the gallery's own mode.</summary>
    public static GallerySearchOptions Default { get; } = new();

    /// <summary>How to search, or null for the fastest way that the gallery has kept ready.</summary>
    public SearchMode? Mode { get; init; }

    /// <summary>Pictures less similar than this do not match: a cosine in [-1, 1].</summary>
    public double MinimumSimilarity { get; init; } = -1;

    /// <summary>Only pictures of these labels; empty for any.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Only pictures of these splits, <c>train</c>, <c>validation</c> or <c>test</c>; empty for any.</summary>
    public IReadOnlyList<string> Splits { get; init; } = [];

    /// <summary>Only pictures whose key fits one of these patterns, as <c>--include</c> takes them; empty for any.</summary>
    public IReadOnlyList<string> KeyPatterns { get; init; } = [];

    /// <summary>Only pictures whose file was changed at this time or later; null for any.</summary>
    public DateTimeOffset? ModifiedFrom { get; init; }

    /// <summary>Only pictures whose file was changed before this time; null for any.</summary>
    public DateTimeOffset? ModifiedBefore { get; init; }

    /// <summary>
    /// Pictures that do not match, by their keys as <see cref="Match.Key"/> has them: so a picture of the gallery that is asked for does not match itself. Other files of the same content do.
    /// A key that the gallery does not have leaves nothing out.
    /// </summary>
    public IReadOnlyCollection<string> ExceptKeys { get; init; } = [];

    /// <summary>What the code of a vector store asks for; null for nothing.</summary>
    internal Expression<Func<GalleryPicture, bool>>? Filter { get; init; }

    /// <summary>Whether any picture may answer.</summary>
    internal bool TakesAll => TakesAllOthers && ExceptKeys.Count == 0;

    /// <summary>Whether any picture may answer that is not left out by its key.</summary>
    internal bool TakesAllOthers => Labels.Count == 0 && Splits.Count == 0 && KeyPatterns.Count == 0 && ModifiedFrom is null && ModifiedBefore is null && Filter is null;
}
