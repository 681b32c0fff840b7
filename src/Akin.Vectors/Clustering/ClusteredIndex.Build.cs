using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

public sealed partial class ClusteredIndex
{
    /// <summary>Slots are numbered by 31 bits, and lists end with empty ones.</summary>
    internal const long RowCountLimit = 1L << 30;

    /// <summary>The stream of the seed's random numbers that the first centres are taken from.</summary>
    private const ulong CentreStream = 2;

    /// <summary>Rows that centres are found from, for each list.</summary>
    private const int SampledRowsOfAList = 32;

    /// <summary>How often centres move. Six times on twice the rows take twice as long, and gain 0.002 of recall with the same lists (100,000 x 384).</summary>
    private const int IterationCount = 5;

    /// <summary>The parts of a build's time: finding centres, assigning rows, encoding.</summary>
    private const double CentresPart = 0.6;

    private const double AssignPart = 0.3;

    /// <summary>Builds lists over rows.</summary>
    /// <param name="rows">The rows, which must outlive the index. Removed ones are listed too, and left out by searches.</param>
    /// <param name="options">Seed, lists and threads, or null for the default.</param>
    /// <param name="progress">Told the part done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="ArgumentException">There are more than 2^30 rows.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ClusteredIndex Build(VectorRows rows, ClusterOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new ClusterOptions();
        RowView view = rows.View();
        if (view.RowCount > RowCountLimit)
        {
            throw new ArgumentException($"Lists hold {RowCountLimit} rows at most, got {view.RowCount}.", nameof(rows));
        }

        RandomRotation rotation = new(rows.Dimensions, options.Seed);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads, CancellationToken = cancellationToken };
        KMeans kMeans = new(view, rotation, parallel);
        int listCount = (int)Math.Clamp(options.ListCount ?? ListCountFor(view.RowCount), 1, Math.Max(1, view.RowCount));
        ListCentres centres = kMeans.Fit(
            listCount, (long)listCount * SampledRowsOfAList, IterationCount, new SeededRandom(options.Seed, CentreStream), part => progress?.Report(CentresPart * part));
        BinaryCodes? codes = null;
        try
        {
            int[] lists = new int[view.RowCount];
            kMeans.Assign(centres, static index => index, lists);
            progress?.Report(CentresPart + AssignPart);
            (uint[] rowOfSlot, int[] firstBlocks) = Layout(lists, listCount);
            codes = new BinaryCodes(rotation.RotatedDimensions);
            codes.Reserve(rowOfSlot.Length);
            Encode(view, rotation, centres, codes, rowOfSlot, firstBlocks, parallel);
            progress?.Report(1);
            return new ClusteredIndex(rows, rotation, options.MaxThreads, centres, codes, new SlotRows(rowOfSlot, view.RowCount), firstBlocks, new ClusterSettings(DefaultProbes, DefaultReRank, Recall: null), file: null);
        }
        catch
        {
            centres.Dispose();
            codes?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Lists for so many rows: four times their square root keeps finding lists and scanning them in balance, and 128 rows on average keep the empty slots at
    /// the ends of lists few.
    /// </summary>
    internal static long ListCountFor(long rowCount) => (long)Math.Max(1, Math.Min(4 * Math.Sqrt(rowCount), rowCount / 128.0));

    /// <summary>Puts rows into slots, list after list, each from a new block on.</summary>
    private static (uint[] RowOfSlot, int[] FirstBlocks) Layout(int[] lists, int listCount)
    {
        (int[] starts, int[] members) = KMeans.Group(lists, listCount);
        int[] firstBlocks = new int[listCount + 1];
        for (int list = 0; list < listCount; list++)
        {
            firstBlocks[list + 1] = firstBlocks[list] + ((starts[list + 1] - starts[list] + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount);
        }

        uint[] rowOfSlot = new uint[(long)firstBlocks[^1] * LookupScan.BlockRowCount];
        rowOfSlot.AsSpan().Fill(SlotRows.Nothing);
        for (int list = 0; list < listCount; list++)
        {
            int slot = firstBlocks[list] * LookupScan.BlockRowCount;
            foreach (int row in members.AsSpan(starts[list]..starts[list + 1]))
            {
                rowOfSlot[slot++] = (uint)row;
            }
        }

        return (rowOfSlot, firstBlocks);
    }

    private static void Encode(RowView rows, RandomRotation rotation, ListCentres centres, BinaryCodes codes, uint[] rowOfSlot, int[] firstBlocks, ParallelOptions parallel) =>
        ParallelWork.For(0, centres.Count, parallel, () => (Row: new float[rows.Dimensions], Rotated: new float[codes.Dimensions], Between: new float[codes.Dimensions]), (step, own) =>
        {
            int list = (int)step;
            for (int slot = firstBlocks[list] * LookupScan.BlockRowCount; slot < firstBlocks[list + 1] * LookupScan.BlockRowCount; slot++)
            {
                if (rowOfSlot[slot] == SlotRows.Nothing)
                {
                    codes.EncodeNothing(slot);
                    continue;
                }

                rows.Read(rowOfSlot[slot], own.Row);
                rotation.Apply(own.Row, own.Rotated, own.Between);
                codes.Encode(slot, own.Rotated, centres[list]);
            }
        });
}
