using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Codes;

/// <summary>Scans ranges of blocks for a query's best slots. Thread-safe, as long as each scan has candidates of its own.</summary>
internal static unsafe class CodeScan
{
    /// <summary>Scans slots that are rows, row <c>r</c> in slot <c>r</c>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">The block behind the last one.</param>
    /// <param name="rows">Which rows there are and may answer; at most 2^32.</param>
    /// <param name="among">The rows that may answer, or null for all.</param>
    /// <param name="candidates">Takes the best.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(QueryCode query, in CodeView codes, long firstBlock, long endBlock, in RowView rows, RowSet? among, CodeCandidates candidates)
    {
        float* estimates = stackalloc float[LookupScan.BlockRowCount];
        int bytesOfARow = query.Rotated.Length / 8;
        while (firstBlock < endBlock)
        {
            long end = Math.Min(endBlock, codes.EndOfChunk(firstBlock));
            codes.Verify(firstBlock, end - firstBlock);
            byte* block = codes.Block(firstBlock);
            for (; firstBlock < end; firstBlock++, block += codes.BlockInBytes)
            {
                ulong allowed = rows.Allowed(firstBlock, among);
                if (allowed != 0)
                {
                    ulong reached = LookupScan.Scan(block, bytesOfARow, query.Tables, query.Scale, candidates.Threshold, estimates) & allowed;
                    if (reached != 0)
                    {
                        candidates.Add(reached, estimates, 0, (uint)(firstBlock * LookupScan.BlockRowCount));
                    }
                }
            }
        }
    }

    /// <summary>Scans slots that are rows for four queries at once, with the same result as for one after another.</summary>
    /// <param name="queries">The four queries.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">The block behind the last one.</param>
    /// <param name="rows">Which rows there are and may answer; at most 2^32.</param>
    /// <param name="among">The rows that may answer, or null for all.</param>
    /// <param name="candidates">Take the best, for each query.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowsFour(
        ReadOnlySpan<QueryCode> queries, in CodeView codes, long firstBlock, long endBlock, in RowView rows, RowSet? among, ReadOnlySpan<CodeCandidates> candidates)
    {
        float* estimates = stackalloc float[LookupScan.FourCount * LookupScan.BlockRowCount];
        byte** tables = stackalloc byte*[LookupScan.FourCount];
        LookupScale* scales = stackalloc LookupScale[LookupScan.FourCount];
        float* thresholds = stackalloc float[LookupScan.FourCount];
        ulong* reached = stackalloc ulong[LookupScan.FourCount];
        for (int query = 0; query < LookupScan.FourCount; query++)
        {
            tables[query] = queries[query].Tables;
            scales[query] = queries[query].Scale;
            thresholds[query] = candidates[query].Threshold;
        }

        int bytesOfARow = queries[0].Rotated.Length / 8;
        while (firstBlock < endBlock)
        {
            long end = Math.Min(endBlock, codes.EndOfChunk(firstBlock));
            codes.Verify(firstBlock, end - firstBlock);
            byte* block = codes.Block(firstBlock);
            for (; firstBlock < end; firstBlock++, block += codes.BlockInBytes)
            {
                ulong allowed = rows.Allowed(firstBlock, among);
                if (allowed == 0)
                {
                    continue;
                }

                LookupScan.ScanFour(block, bytesOfARow, tables, scales, thresholds, estimates, reached);
                for (int query = 0; query < LookupScan.FourCount; query++)
                {
                    ulong taken = reached[query] & allowed;
                    if (taken != 0)
                    {
                        candidates[query].Add(taken, estimates + (query * LookupScan.BlockRowCount), 0, (uint)(firstBlock * LookupScan.BlockRowCount));
                        thresholds[query] = candidates[query].Threshold;
                    }
                }
            }
        }
    }

    /// <summary>Scans slots of which every one that holds a code may answer, or those that a table of rows allows.</summary>
    /// <param name="query">The query.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">The block behind the last one.</param>
    /// <param name="slotOfFirst">The slot that block 0 of the codes begins with.</param>
    /// <param name="added">What is added to every estimate.</param>
    /// <param name="filter">Which slots may answer, or null for all.</param>
    /// <param name="candidates">Takes the best.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Slots(QueryCode query, in CodeView codes, long firstBlock, long endBlock, uint slotOfFirst, float added, SlotFilter? filter, CodeCandidates candidates)
    {
        float* estimates = stackalloc float[LookupScan.BlockRowCount];
        int bytesOfARow = query.Rotated.Length / 8;
        while (firstBlock < endBlock)
        {
            long end = Math.Min(endBlock, codes.EndOfChunk(firstBlock));
            codes.Verify(firstBlock, end - firstBlock);
            byte* block = codes.Block(firstBlock);
            for (; firstBlock < end; firstBlock++, block += codes.BlockInBytes)
            {
                ulong reached = LookupScan.Scan(block, bytesOfARow, query.Tables, query.Scale, candidates.ThresholdBefore(added), estimates);
                uint firstSlot = slotOfFirst + (uint)(firstBlock * LookupScan.BlockRowCount);
                if (reached != 0 && filter is not null)
                {
                    reached = filter.Allowed(reached, firstSlot);
                }

                if (reached != 0)
                {
                    candidates.Add(reached, estimates, added, firstSlot);
                }
            }
        }
    }
}
