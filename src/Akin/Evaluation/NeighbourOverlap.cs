using System.Numerics.Tensors;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Evaluation;

/// <summary>
/// What a setting of an encoder does to its answers: every picture of a folder is searched among all others, once with each encoder, exactly, and the first ten matches are
/// compared. Its time grows with the square of the number of pictures.
/// </summary>
public static class NeighbourOverlap
{
    private const int DepthLimit = 10;

    /// <summary>Runs the comparison.</summary>
    /// <param name="reference">The encoder to compare with.</param>
    /// <param name="other">The encoder to compare; both give embeddings of the same dimensions.</param>
    /// <param name="pictures">The folder.</param>
    /// <param name="workerCount">Pictures that are embedded at once, at least 1; null for one a core.</param>
    /// <param name="progress">Told of every settled picture, each of which counts twice.</param>
    /// <param name="cancellationToken">Stops before the next picture.</param>
    /// <returns>The report; its numbers are NaN where fewer than two pictures can be read.</returns>
    /// <exception cref="ArgumentException">The encoders differ in their dimensions.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<OverlapReport> RunAsync(
        ImageEncoder reference,
        ImageEncoder other,
        ImageFolder pictures,
        int? workerCount = null,
        IProgress<IndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(pictures);
        if (reference.Dimensions != other.Dimensions)
        {
            throw new ArgumentException($"The encoders give {reference.Dimensions} and {other.Dimensions} components, expected as many.", nameof(other));
        }

        List<PictureFile> files = [.. pictures.Files()];
        Run run = new(files, workerCount, progress, cancellationToken);
        Dictionary<string, float[]> expected = await run.EmbedAsync(reference).ConfigureAwait(false);
        Dictionary<string, float[]> found = await run.EmbedAsync(other).ConfigureAwait(false);
        string[] keys = [.. files.Select(file => file.Key).Where(key => expected.ContainsKey(key) && found.ContainsKey(key))];
        return Compare([.. keys.Select(key => expected[key])], [.. keys.Select(key => found[key])], run.Rejected, cancellationToken);
    }

    private static OverlapReport Compare(float[][] expected, float[][] found, IReadOnlyDictionary<string, string> rejected, CancellationToken cancellationToken)
    {
        int depth = Math.Min(DepthLimit, Math.Max(expected.Length - 1, 0));
        double[] overlaps = new double[expected.Length];
        bool[] isSameFirst = new bool[expected.Length];
        Parallel.For(0, expected.Length, new ParallelOptions { CancellationToken = cancellationToken }, query =>
        {
            int[] wanted = Closest(expected, query, depth);
            int[] given = Closest(found, query, depth);
            overlaps[query] = wanted.Intersect(given).Count() / (double)depth;
            isSameFirst[query] = depth > 0 && wanted[0] == given[0];
        });

        double[] cosines = [.. expected.Zip(found, (first, second) => (double)TensorPrimitives.CosineSimilarity<float>(first, second)).Order()];
        return new OverlapReport
        {
            PictureCount = expected.Length,
            Depth = depth,
            Overlap = depth == 0 ? double.NaN : overlaps.Average(),
            SameFirst = depth == 0 ? double.NaN : isSameFirst.Count(same => same) / (double)expected.Length,
            LeastCosine = cosines.Length == 0 ? double.NaN : cosines[0],
            MedianCosine = cosines.Length == 0 ? double.NaN : cosines[cosines.Length / 2],
            Rejected = [.. rejected.Select(one => new RejectedFile(one.Key, one.Value))],
        };
    }

    /// <summary>The other pictures most similar to one, the closest first, ties by order in the folder.</summary>
    private static int[] Closest(float[][] embeddings, int query, int count)
    {
        (int Index, float Similarity)[] others =
            [.. embeddings.Index().Where(one => one.Index != query).Select(one => (one.Index, TensorPrimitives.Dot<float>(embeddings[query], one.Item)))];
        return [.. others.OrderByDescending(one => one.Similarity).ThenBy(one => one.Index).Take(count).Select(one => one.Index)];
    }

    private sealed class Run(IReadOnlyList<PictureFile> files, int? workerCount, IProgress<IndexProgress>? progress, CancellationToken cancellationToken)
    {
        private readonly SortedDictionary<string, string> _rejected = new(StringComparer.Ordinal);
        private int _settledCount;

        public IReadOnlyDictionary<string, string> Rejected => _rejected;

        public async Task<Dictionary<string, float[]>> EmbedAsync(ImageEncoder encoder)
        {
            Dictionary<string, float[]> embeddings = new(StringComparer.Ordinal);
            await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, workerCount).RunAsync(files, cancellationToken).ConfigureAwait(false))
            {
                if (outcome is PictureOutcome.Embedded embedded)
                {
                    embeddings.Add(embedded.File.Key, embedded.Embedding);
                }
                else if (outcome is PictureOutcome.Rejected failure)
                {
                    _rejected[failure.File.Key] = failure.Reason;
                }

                progress?.Report(new IndexProgress(++_settledCount, 2 * files.Count));
            }

            return embeddings;
        }
    }
}
