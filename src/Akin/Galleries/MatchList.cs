using System.Collections;
using Akin.Vectors.Search;

namespace Akin.Galleries;

/// <summary>The answer to a query: the matches by falling similarity, and how they were found.</summary>
public sealed class MatchList : IReadOnlyList<Match>
{
    private readonly IReadOnlyList<Match> _matches;

    internal MatchList(IReadOnlyList<Match> matches, SearchMode mode, RecallMeasurement? recall)
    {
        _matches = matches;
        Mode = mode;
        Recall = recall;
    }

    /// <summary>How the gallery was searched. Similarities are true cosines, whatever the mode.</summary>
    public SearchMode Mode { get; }

    /// <summary>How many of the true neighbours the mode was found to give on this gallery; null where it was not measured, since there are too few pictures.</summary>
    public RecallMeasurement? Recall { get; }

    /// <inheritdoc/>
    public int Count => _matches.Count;

    /// <inheritdoc/>
    public Match this[int index] => _matches[index];

    /// <inheritdoc/>
    public IEnumerator<Match> GetEnumerator() => _matches.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
