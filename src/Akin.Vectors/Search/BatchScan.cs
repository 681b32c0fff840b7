using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>One thread's part of comparing a group of queries with rows. Whoever made it disposes it.</summary>
/// <remarks>
/// Rows that may answer are copied, as float32, into a block that stays in the second-level cache while one panel after another is multiplied with it; meanwhile
/// the next block's rows are asked for.
/// </remarks>
internal sealed unsafe class BatchScan : IDisposable
{
    /// <summary>Rows of a block: enough to read a panel seldom, few enough for the second-level cache: 192 KB of 768 dimensions. Fewer of longer rows are slower.</summary>
    private const int BlockRowCount = 64;

    private readonly RowView _rows;
    private readonly QueryGroup _group;
    private readonly Candidates[] _candidates;
    private readonly NativeBlock _block;
    private readonly int _strideInComponents;
    private readonly float[] _products = new float[DotTile.RowCount * DotTile.WideLanes];
    private long[] _current = new long[BlockRowCount];
    private long[] _next = new long[BlockRowCount];

    /// <param name="rows">The rows.</param>
    /// <param name="group">The queries.</param>
    /// <param name="candidates">One for each query, filled.</param>
    public BatchScan(RowView rows, QueryGroup group, Candidates[] candidates)
    {
        _rows = rows;
        _group = group;
        _candidates = candidates;
        _strideInComponents = VectorRows.StrideInBytes(rows.Dimensions, RowFormat.Float32) / sizeof(float);
        _block = new NativeBlock((long)BlockRowCount * _strideInComponents * sizeof(float));
        for (int query = 0; query < group.Count; query++)
        {
            RaiseFloor(query);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    /// <summary>Scans ranges until none is left, or the token is cancelled.</summary>
    public void Run(RowRanges ranges, RowSet? among, CancellationToken cancellationToken)
    {
        AllowedRows allowed = new(_rows, among, 0, 0);
        for (int count = TakeNext(ranges, among, ref allowed); count > 0 && !cancellationToken.IsCancellationRequested;)
        {
            (_current, _next) = (_next, _current);
            int nextCount = TakeNext(ranges, among, ref allowed);
            Multiply(Load(count), count, nextCount);
            count = nextCount;
        }
    }

    private int TakeNext(RowRanges ranges, RowSet? among, ref AllowedRows allowed)
    {
        for (int count = 0; count < BlockRowCount; count++)
        {
            while (!allowed.MoveNext())
            {
                if (!ranges.TryTake(out long start, out long end))
                {
                    return count;
                }

                allowed = new AllowedRows(_rows, among, start, end);
            }

            _next[count] = allowed.Current;
        }

        return BlockRowCount;
    }

    /// <summary>Brings rows into the shape that tiles take.</summary>
    private float* Load(int count)
    {
        if (LieInPlace(count))
        {
            return (float*)_rows.Address(_current[0]);
        }

        for (int place = 0; place < count; place++)
        {
            Span<float> target = new((float*)_block.Start + ((long)place * _strideInComponents), _rows.Dimensions);
            if (_rows.Format == RowFormat.Float16)
            {
                Dot.WidenHalf(_rows.Half(_current[place]), target);
            }
            else
            {
                _rows.Float(_current[place]).CopyTo(target);
            }
        }

        return (float*)_block.Start;
    }

    /// <summary>Whether rows are whole tiles of float32 already, one after another.</summary>
    private bool LieInPlace(int count) =>
        _rows.Format == RowFormat.Float32
        && count % DotTile.RowCount == 0
        && _rows.Address(_current[count - 1]) - _rows.Address(_current[0]) == (count - 1L) * _rows.StrideInBytes
        && _current[count - 1] - _current[0] == count - 1;

    private void Multiply(float* block, int count, int nextCount)
    {
        int tileCount = (count + DotTile.RowCount - 1) / DotTile.RowCount;
        int stepCount = tileCount * _group.PanelCount;
        int step = 0;
        for (int panel = 0; panel < _group.PanelCount; panel++)
        {
            ReadOnlySpan<float> queries = _group.Panel(panel, out int firstLane, out int lanes);
            for (int tile = 0; tile < tileCount; tile++)
            {
                // A last tile that is not full multiplies what is left of earlier blocks, and nobody looks at what comes out.
                int place = tile * DotTile.RowCount;
                ReadOnlySpan<float> rows = new(block + ((long)place * _strideInComponents), DotTile.RowCount * _strideInComponents);
                ReadAhead ahead = Ahead(step * nextCount / stepCount, (step + 1) * nextCount / stepCount);
                DotTile.Multiply(queries, lanes, rows, _strideInComponents, _products, ahead);
                Take(place, Math.Min(DotTile.RowCount, count - place), firstLane, lanes);
                step++;
            }
        }
    }

    /// <summary>How a tile asks for some of the next rows, if they lie one after another; else they are asked for at once.</summary>
    private ReadAhead Ahead(int start, int end)
    {
        if (start == end)
        {
            return new ReadAhead((byte*)_block.Start, 0);
        }

        byte* first = _rows.Address(_next[start]);
        long length = (long)(end - start) * _rows.StrideInBytes;
        if (_rows.Address(_next[end - 1]) + _rows.StrideInBytes - first == length)
        {
            return new ReadAhead(first, (nuint)((length + _rows.Dimensions - 1) / _rows.Dimensions));
        }

        for (int place = start; place < end; place++)
        {
            _rows.Prefetch(_next[place]);
        }

        return new ReadAhead(first, 0);
    }

    /// <summary>Looks through the products of a tile; few reach their floor.</summary>
    private void Take(int firstPlace, int rowCount, int firstLane, int lanes)
    {
        ref float floors = ref MemoryMarshal.GetArrayDataReference(_group.Floors);
        ref float products = ref MemoryMarshal.GetArrayDataReference(_products);
        for (int lane = 0; lane < lanes; lane += Vector256<float>.Count)
        {
            Vector256<float> floor = Vector256.LoadUnsafe(ref floors, (nuint)(firstLane + lane));
            Vector256<float> isReached = Vector256<float>.Zero;
            for (int row = 0; row < DotTile.RowCount; row++)
            {
                isReached |= Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref products, (nuint)((row * lanes) + lane)), floor);
            }

            if (isReached.ExtractMostSignificantBits() != 0)
            {
                for (int row = 0; row < rowCount; row++)
                {
                    Take(_current[firstPlace + row], ref Unsafe.Add(ref products, (row * lanes) + lane), floor, firstLane + lane);
                }
            }
        }
    }

    private void Take(long row, ref float products, Vector256<float> floor, int firstQuery)
    {
        uint reached = Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref products), floor).ExtractMostSignificantBits();
        for (; reached != 0; reached &= reached - 1)
        {
            int lane = BitOperations.TrailingZeroCount(reached);
            Candidates candidates = _candidates[firstQuery + lane];
            candidates.Add(row, Unsafe.Add(ref products, lane));
            if (candidates.IsCrowded)
            {
                candidates.Settle(_rows, _group.At(firstQuery + lane));
            }

            RaiseFloor(firstQuery + lane);
        }
    }

    private void RaiseFloor(int query)
    {
        float floor = _candidates[query].Floor;
        if (floor > _group.Floors[query])
        {
            _group.Floors[query] = floor;
        }
    }
}
