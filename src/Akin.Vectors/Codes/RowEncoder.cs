using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Codes;

/// <summary>Rotates and encodes ranges of rows on several threads.</summary>
internal static class RowEncoder
{
    /// <summary>Slots that a thread encodes at a time: whole blocks, so that no two threads write into one.</summary>
    private const int SlotsPerTask = 64 * LookupScan.BlockRowCount;

    /// <summary>Encodes the rows from <paramref name="firstNew"/> on; row <paramref name="firstRow"/> belongs into slot 0. Slots before are not touched.</summary>
    public static void Encode(
        RandomRotation rotation,
        BinaryCodes codes,
        float[] centre,
        RowView rows,
        long firstRow,
        long firstNew,
        int maxThreads,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        long firstTask = (firstNew - firstRow) / SlotsPerTask;
        long endTask = (rows.RowCount - firstRow + SlotsPerTask - 1) / SlotsPerTask;
        long doneCount = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellationToken };
        ParallelWork.For(firstTask, endTask, options, () => new Scratch(rotation), (task, scratch) =>
        {
            long start = Math.Max(firstNew, firstRow + (task * SlotsPerTask));
            long end = Math.Min(rows.RowCount, firstRow + ((task + 1) * SlotsPerTask));
            for (long row = start; row < end; row++)
            {
                rows.Read(row, scratch.Row);
                rotation.Apply(scratch.Row, scratch.Rotated, scratch.Between);
                codes.Encode(row - firstRow, scratch.Rotated, centre);
            }

            progress?.Report((double)Interlocked.Increment(ref doneCount) / (endTask - firstTask));
        });
    }

    private sealed class Scratch(RandomRotation rotation)
    {
        public float[] Row { get; } = new float[rotation.Dimensions];

        public float[] Rotated { get; } = new float[rotation.RotatedDimensions];

        public float[] Between { get; } = new float[rotation.RotatedDimensions];
    }
}
