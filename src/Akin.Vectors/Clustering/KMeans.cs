using System.Numerics.Tensors;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

/// <summary>
/// Groups rows about centres by Lloyd's iterations (Least Squares Quantization in PCM, IEEE Transactions on Information Theory 1982) over a sample, from random
/// rows as the first centres. Centres are the same with any number of threads.
/// </summary>
internal sealed class KMeans
{
    /// <summary>Rows a thread assigns at a time.</summary>
    private const int RowsPerTask = 512;

    /// <summary>By how much the halves of a split centre differ from it: enough for rows to take sides, little enough to stay in the cluster.</summary>
    private const float SplitStep = 1f / 1024;

    private readonly RowView _rows;
    private readonly RandomRotation _rotation;
    private readonly ParallelOptions _parallel;

    /// <summary>Prepares.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rotation">How vectors are rotated before they are compared.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public KMeans(RowView rows, RandomRotation rotation, ParallelOptions parallel)
    {
        _rows = rows;
        _rotation = rotation;
        _parallel = parallel;
    }

    /// <summary>Finds centres.</summary>
    /// <param name="listCount">How many, at least 1.</param>
    /// <param name="sampleCount">Rows to look at, spread evenly.</param>
    /// <param name="iterationCount">How often centres move at most.</param>
    /// <param name="random">Chooses the first centres.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <returns>The centres. Some may be of no row, where there are fewer distinct rows than lists. The caller disposes them.</returns>
    public ListCentres Fit(int listCount, long sampleCount, int iterationCount, SeededRandom random, Action<double> progress)
    {
        long[] sample = new long[Math.Min(sampleCount, _rows.RowCount)];
        for (int index = 0; index < sample.Length; index++)
        {
            sample[index] = (long)((Int128)index * _rows.RowCount / sample.Length);
        }

        ListCentres centres = new(_rotation, FirstCentres(sample, listCount, random));
        int[] lists = new int[sample.Length];
        for (int iteration = 0; iteration < iterationCount; iteration++)
        {
            int[] next = new int[sample.Length];
            Assign(centres, index => sample[index], next);
            progress((iteration + 0.9) / iterationCount);
            if (iteration > 0 && next.AsSpan().SequenceEqual(lists))
            {
                break;
            }

            lists = next;
            float[] moved = Means(sample, lists, listCount);
            centres.Dispose();
            centres = new ListCentres(_rotation, moved);
        }

        return centres;
    }

    /// <summary>The list of every row.</summary>
    /// <param name="centres">The lists' centres.</param>
    /// <param name="rowOf">The rows to assign.</param>
    /// <param name="lists">Takes a list for each of them.</param>
    public void Assign(ListCentres centres, Func<int, long> rowOf, int[] lists)
    {
        int taskCount = (lists.Length + RowsPerTask - 1) / RowsPerTask;
        ParallelWork.For(0, taskCount, _parallel, () => (Code: new QueryCode(_rotation), Scratch: new CodeCandidates(), Row: new float[_rows.Dimensions]), (task, own) =>
        {
            for (int index = (int)task * RowsPerTask; index < Math.Min(lists.Length, (task + 1) * RowsPerTask); index++)
            {
                _rows.Read(rowOf(index), own.Row);
                own.Code.Fill(own.Row);
                lists[index] = centres.Closest(own.Code, own.Scratch);
            }
        });
    }

    private float[] FirstCentres(long[] sample, int listCount, SeededRandom random)
    {
        // The first places of a shuffle (Fisher and Yates): distinct rows, as far as there are so many.
        long[] shuffled = [.. sample];
        float[] centres = new float[(long)listCount * _rotation.RotatedDimensions];
        float[] row = new float[_rows.Dimensions];
        float[] scratch = new float[_rotation.RotatedDimensions];
        for (int list = 0; list < listCount && sample.Length > 0; list++)
        {
            int place = list % sample.Length;
            int other = place + random.Next(sample.Length - place);
            (shuffled[place], shuffled[other]) = (shuffled[other], shuffled[place]);
            _rows.Read(shuffled[place], row);
            _rotation.Apply(row, Slice(centres, list), scratch);
        }

        return centres;
    }

    /// <summary>The means of the rows of each list; where a list has none, one half of the largest list's mean.</summary>
    private float[] Means(long[] sample, int[] lists, int listCount)
    {
        (int[] starts, int[] members) = Group(lists, listCount);
        float[] centres = new float[(long)listCount * _rotation.RotatedDimensions];
        ParallelWork.For(0, listCount, _parallel, () => new float[_rows.Dimensions], (step, row) =>
        {
            int list = (int)step;
            float[] sum = new float[_rows.Dimensions];
            for (int place = starts[list]; place < starts[list + 1]; place++)
            {
                _rows.Read(sample[members[place]], row);
                TensorPrimitives.Add(sum, row, sum);
            }

            TensorPrimitives.Divide(sum, Math.Max(1, starts[list + 1] - starts[list]), sum);
            _rotation.Apply(sum, Slice(centres, list), new float[_rotation.RotatedDimensions]);
        });

        int[] sizes = [.. Enumerable.Range(0, listCount).Select(list => starts[list + 1] - starts[list])];
        PriorityQueue<int, (int NegativeSize, int List)> largest = new();
        largest.EnqueueRange(sizes.Index().Where(one => one.Item > 1).Select(one => (one.Index, (-one.Item, one.Index))));
        foreach (int empty in sizes.Index().Where(one => one.Item == 0).Select(one => one.Index))
        {
            if (largest.TryDequeue(out int split, out (int NegativeSize, int List) size))
            {
                Split(Slice(centres, split), Slice(centres, empty));
                int half = -size.NegativeSize / 2;
                largest.Enqueue(split, (half - (-size.NegativeSize), split));
                if (half > 1)
                {
                    largest.Enqueue(empty, (-half, empty));
                }
            }
        }

        return centres;
    }

    private static void Split(Span<float> centre, Span<float> other)
    {
        for (int component = 0; component < centre.Length; component++)
        {
            float step = centre[component] * (component % 2 == 0 ? SplitStep : -SplitStep);
            other[component] = centre[component] - step;
            centre[component] += step;
        }
    }

    /// <summary>Counting sort: which places hold each list, in their order.</summary>
    internal static (int[] Starts, int[] Members) Group(int[] lists, int listCount)
    {
        int[] starts = new int[listCount + 1];
        foreach (int list in lists)
        {
            starts[list + 1]++;
        }

        for (int list = 0; list < listCount; list++)
        {
            starts[list + 1] += starts[list];
        }

        int[] next = [.. starts];
        int[] members = new int[lists.Length];
        for (int index = 0; index < lists.Length; index++)
        {
            members[next[lists[index]]++] = index;
        }

        return (starts, members);
    }

    private Span<float> Slice(float[] centres, int list) => centres.AsSpan(list * _rotation.RotatedDimensions, _rotation.RotatedDimensions);
}
