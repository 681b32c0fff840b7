using System.Diagnostics;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>The pictures closest to several queries at once: one answer for all of them.</summary>
    /// <param name="embeddings">Float32 [queries x <see cref="GalleryInfo.Dimensions"/>], row-major, at least one query, of this gallery's encoder; their lengths do not matter.</param>
    /// <param name="combination">How the queries make one answer, and what the similarity of a match is.</param>
    /// <param name="matchCount">How many are wanted, at least 1; fewer come back only when the gallery holds fewer that may match.</param>
    /// <param name="options">Mode and filters, or null for the gallery's own mode and no filter. Pictures of the gallery that are asked for belong into its <see cref="GallerySearchOptions.ExceptKeys"/>.</param>
    /// <returns>
    /// The matches by falling similarity, ties in the order in which they were indexed. Queries whose mean is zero have similarity 0 with every picture. The recall is that of a single query.
    /// </returns>
    /// <exception cref="ArgumentException">There is no query, the embeddings are no whole number of queries, or a component is not finite.</exception>
    /// <exception cref="FormatException">A pattern of the options cannot be read.</exception>
    /// <exception cref="GalleryException">An embedding of the gallery is damaged on the disk.</exception>
    public MatchList SearchTogether(ReadOnlyMemory<float> embeddings, QueryCombination combination, int matchCount, GallerySearchOptions? options = null)
    {
        if (embeddings.Length == 0 || embeddings.Length % Info.Dimensions != 0)
        {
            throw new ArgumentException($"{embeddings.Length} components are no queries of {Info.Dimensions} dimensions.", nameof(embeddings));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(matchCount, 1);
        return combination switch
        {
            QueryCombination.Mean => Search(CombinedQueries.Mean(embeddings.Span, Info.Dimensions), matchCount, options),
            QueryCombination.Best => Trace(matchCount, QueriesIn(embeddings), () => FindBest(embeddings, matchCount, options ?? GallerySearchOptions.Default))[0],
            _ => throw new ArgumentOutOfRangeException(nameof(combination), combination, "Queries are combined by their mean or by the best of them."),
        };
    }

    /// <summary>The pictures closest to each of many queries: the same answers as one by one, in less time. Blocks of some hundred queries have nearly all of that.</summary>
    /// <param name="embeddings">Float32 [queries x <see cref="GalleryInfo.Dimensions"/>], row-major, of this gallery's encoder; their lengths do not matter. None gives no answer.</param>
    /// <param name="matchCount">How many are wanted for each, at least 1; fewer come back only when the gallery holds fewer that may match.</param>
    /// <param name="options">Mode and filters, the same for all, or null for the gallery's own mode and no filter.</param>
    /// <param name="cancellationToken">Ends the search between blocks of work.</param>
    /// <returns>One answer a query, in their order, each as <see cref="Search"/> gives it.</returns>
    /// <exception cref="ArgumentException">The embeddings are no whole number of queries, or a component is not finite: then no query is answered.</exception>
    /// <exception cref="FormatException">A pattern of the options cannot be read.</exception>
    /// <exception cref="GalleryException">An embedding of the gallery is damaged on the disk.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<MatchList> SearchMany(ReadOnlyMemory<float> embeddings, int matchCount, GallerySearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matchCount, 1);
        return Trace(matchCount, QueriesIn(embeddings), () => FindMatches(
            options ?? GallerySearchOptions.Default,
            matchCount,
            (way, search) => way.Index.SearchBatch(embeddings, matchCount, search, cancellationToken)));
    }

    private int QueriesIn(ReadOnlyMemory<float> embeddings) => embeddings.Length / Info.Dimensions;

    /// <summary>Runs a search of several queries as an activity, and explains a damaged row.</summary>
    private MatchList[] Trace(int matchCount, int queryCount, Func<MatchList[]> search)
    {
        using Activity? activity = GalleryTelemetry.StartSearch(this, matchCount)?.SetTag(GalleryTelemetry.QueryCountTag, queryCount);
        try
        {
            MatchList[] found = search();
            activity?.SetTag(GalleryTelemetry.ModeTag, found.Length > 0 ? found[0].Mode.Name : null);
            return found;
        }
        catch (IndexFormatException damage)
        {
            GalleryException exception = StorageFailure.Explain(Path, damage);
            activity.Fail(exception);
            throw exception;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private MatchList FindMatches(float[] embedding, int matchCount, GallerySearchOptions options) =>
        FindMatches(options, matchCount, (way, search) => [way.Index.Search(embedding, matchCount, search)])[0];

    private MatchList[] FindBest(ReadOnlyMemory<float> embeddings, int matchCount, GallerySearchOptions options) =>
        FindMatches(options, matchCount, (way, search) =>
        {
            IReadOnlyList<Neighbor>[] answers = way.Index.SearchBatch(embeddings, matchCount, search);
            if (answers.Length > 1 && way.Index is not ExactIndex)
            {
                // A row that the index found for one query may be closer to another, for which it was not found.
                RowSet found = new(Info.RowCount);
                foreach (Neighbor neighbor in answers.SelectMany(answer => answer))
                {
                    found.Add(neighbor.Row);
                }

                answers = _indexes.Get(SearchMode.Exact).Index.SearchBatch(embeddings, matchCount, search with { Among = found });
            }

            return [CombinedQueries.Best(answers, matchCount)];
        });

    /// <summary>Searches by the way that is wanted, or where its file turns out to be damaged, by comparing every picture; and looks the rows' pictures up.</summary>
    private MatchList[] FindMatches(GallerySearchOptions options, int matchCount, Func<GalleryIndexes.Way, SearchOptions, IReadOnlyList<Neighbor>[]> find)
    {
        ItemFilter? filter = options.TakesAll ? null : new ItemFilter(options, _keys);
        SearchOptions search = new() { Among = filter is null ? null : RowsOf(filter, options), MinimumSimilarity = options.MinimumSimilarity };
        try
        {
            return FindBy(options.Mode);
        }
        catch (IndexFormatException damage) when (_indexes.DropDamaged(damage))
        {
            return FindBy(SearchMode.Exact);
        }

        MatchList[] FindBy(SearchMode? wanted)
        {
            (SearchMode mode, GalleryIndexes.Way way) = wanted is null ? _indexes.Ready() : (wanted, _indexes.Get(wanted));
            IReadOnlyList<Neighbor>[] answers = find(way, search);
            HashSet<long> rows = [.. answers.SelectMany(answer => answer.Select(neighbor => neighbor.Row))];
            Dictionary<long, List<(ItemName Name, string? Label)>> items;
            lock (_catalogueLock)
            {
                items = _catalogue.FindByRows(rows, filter);
            }

            return Array.ConvertAll(answers, answer => new MatchList(Matches(answer, items, matchCount), mode, way.Recall));
        }
    }

    private List<Match> Matches(IReadOnlyList<Neighbor> answer, Dictionary<long, List<(ItemName Name, string? Label)>> items, int matchCount)
    {
        List<Match> matches = new(answer.Count);
        foreach (Neighbor neighbor in answer)
        {
            if (!items.TryGetValue(neighbor.Row, out List<(ItemName Name, string? Label)>? ofRow))
            {
                throw new GalleryException(Path, $"The gallery {Path} is damaged: no picture belongs to row {neighbor.Row}; 'akin verify {Path} --repair' mends what can be.");
            }

            // Files of the same content share a row, so that the closest rows may have more pictures than are wanted.
            foreach ((ItemName name, string? label) in ofRow.Take(matchCount - matches.Count))
            {
                matches.Add(new Match(matches.Count + 1, _keys.Show(name), label, neighbor.Similarity));
            }
        }

        return matches;
    }

    /// <summary>The rows of which a picture may answer.</summary>
    private RowSet RowsOf(ItemFilter filter, GallerySearchOptions options)
    {
        lock (_catalogueLock)
        {
            if (!options.TakesAllOthers)
            {
                return _catalogue.ReadRows(filter, Info.RowCount);
            }

            // Few pictures are left out: nothing but their rows needs to be looked at. Another file of the same content keeps a row in.
            HashSet<long> rows = [.. filter.LeftOut.Select(_catalogue.FindRow).OfType<long>()];
            rows.ExceptWith(_catalogue.FindByRows(rows, filter).Keys);
            RowSet left = RowSet.First(Info.RowCount);
            foreach (long row in rows)
            {
                left.Remove(row);
            }

            return left;
        }
    }
}
