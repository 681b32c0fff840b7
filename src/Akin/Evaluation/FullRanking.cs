using Akin.Vectors.Storage;

namespace Akin.Evaluation;

/// <summary>
/// Ranks all contents of a gallery for each query, exactly: by falling cosine in float64, equal ones by row, the query's own content left out. Some queries at a time, as many as
/// <see cref="BlockInBytes"/> holds similarities of.
/// </summary>
/// <param name="vectors">The gallery's embeddings.</param>
/// <param name="contents">What it holds.</param>
/// <param name="depths">The numbers of first matches to count to, rising.</param>
/// <param name="parallel">Threads and cancellation.</param>
internal sealed class FullRanking(VectorFile vectors, LabelledContents contents, IReadOnlyList<int> depths, ParallelOptions parallel)
{
    /// <summary>Memory for the similarities of the queries that are ranked at once, unless those of one take more: 33 queries with a million contents.</summary>
    private const long BlockInBytes = 1 << 28;

    /// <summary>More at once gain nothing: their components fill a part of the second-level cache that rows need.</summary>
    private const int BlockQueryLimit = 64;

    private readonly PlainSimilarities _similarities = new(vectors, contents);
    private readonly Lock _histogramLock = new();

    /// <summary>The similarities of all pairs that were ranked.</summary>
    public SimilarityHistogram Histogram { get; } = new();

    /// <summary>Ranks for queries with labels, each of which another content carries.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="progress">Told of every block.</param>
    /// <returns>One result a query, in their order.</returns>
    public RankedQuery[] Run(IReadOnlyList<EvaluationQuery> queries, IProgress<EvaluationProgress>? progress)
    {
        RankedQuery[] ranked = new RankedQuery[queries.Count];
        int blockLength = (int)Math.Clamp(BlockInBytes / sizeof(double) / Math.Max(1, contents.Count), 1, BlockQueryLimit);
        double[][] similarities = [.. Enumerable.Range(0, Math.Min(blockLength, queries.Count)).Select(_ => new double[contents.Count])];
        for (int first = 0; first < queries.Count; first += blockLength)
        {
            EvaluationQuery[] block = [.. queries.Skip(first).Take(blockLength)];
            _similarities.Compute([.. block.Select(EmbeddingOf)], similarities, parallel);
            int start = first;
            Parallel.For(0, block.Length, parallel, () => new RankingOrder(contents.Count), (index, _, order) =>
            {
                ranked[start + index] = Rank(block[index], similarities[index], order);
                return order;
            }, static _ => { });
            progress?.Report(new EvaluationProgress("ranking", first + block.Length, queries.Count));
        }

        return ranked;
    }

    /// <summary>A query's embedding, float32 [dimensions].</summary>
    public float[] EmbeddingOf(EvaluationQuery query)
    {
        if (query.Embedding is not null)
        {
            return query.Embedding;
        }

        float[] embedding = new float[vectors.Dimensions];
        vectors.Read(contents.RowOf(query.OwnContent), embedding);
        return embedding;
    }

    private RankedQuery Rank(EvaluationQuery query, double[] similarities, RankingOrder order)
    {
        order.Fill(similarities, query.OwnContent);
        ReadOnlySpan<int> ranking = order.Contents;
        int relevantCount = contents.CountOf(query.Label) - (query.OwnContent >= 0 && contents.Has(query.OwnContent, query.Label) ? 1 : 0);
        int[] hitsAtDepth = new int[depths.Count];
        SimilarityHistogram histogram = new();
        int hits = 0;
        int depth = 0;
        double precisionSum = 0;
        for (int place = 0; place < ranking.Length; place++)
        {
            bool isRelevant = contents.Has(ranking[place], query.Label);
            histogram.Add(order.Similarity(place), isRelevant);
            if (isRelevant)
            {
                hits++;
                precisionSum += hits / (place + 1.0);
            }

            if (depth < depths.Count && place + 1 == depths[depth])
            {
                hitsAtDepth[depth++] = hits;
            }
        }

        hitsAtDepth.AsSpan(depth).Fill(hits);
        lock (_histogramLock)
        {
            Histogram.Add(histogram);
        }

        return new RankedQuery(query, relevantCount, hitsAtDepth, precisionSum / relevantCount, ranking[0]);
    }
}
