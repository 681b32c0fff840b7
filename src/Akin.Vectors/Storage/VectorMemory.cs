using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Akin.Vectors.Storage;

/// <summary>
/// Rows in memory, which grow at their end. They lie outside the collected heap in blocks that never move, in huge pages where the system offers them.
/// </summary>
/// <remarks>One writer at a time may append and remove, while any number of threads search: a search sees the rows that were whole when it began.</remarks>
public sealed unsafe class VectorMemory : VectorRows
{
    /// <summary>Bytes of a block at most, unless 64 rows take more: pages are taken when they are written, so a block costs address space only.</summary>
    private const int BlockInBytes = 1 << 26;

    private const int LeastRowsOfABlock = 64;

    private readonly List<NativeBlock> _memory = [];
    private readonly int _blockShift;
    private readonly int _strideInBytes;
    private nint[] _blocks = [];
    private long _rowCount;
    private bool _isDisposed;

    /// <summary>Creates rows without any row.</summary>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <param name="format">How components are kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such dimensions.</exception>
    public VectorMemory(int dimensions, RowFormat format = RowFormat.Float16)
        : base(dimensions, format)
    {
        _strideInBytes = StrideInBytes(dimensions, format);
        _blockShift = BitOperations.Log2((uint)Math.Max(LeastRowsOfABlock, BlockInBytes / _strideInBytes));
    }

    /// <inheritdoc/>
    public override long RowCount => Volatile.Read(ref _rowCount);

    /// <summary>Appends one row, scaled to length 1.</summary>
    /// <param name="embedding">Float32 [<see cref="VectorRows.Dimensions"/>], finite. A zero vector stays zero: its similarity with everything is 0.</param>
    /// <exception cref="ArgumentException">It has another number of dimensions, or a component is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The rows are disposed.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
    public void Append(ReadOnlySpan<float> embedding)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (embedding.Length != Dimensions)
        {
            throw new ArgumentException($"The embedding has {embedding.Length} dimensions, the rows have {Dimensions}.", nameof(embedding));
        }

        double length = UnitVector.LengthOf(embedding);
        if (!double.IsFinite(length))
        {
            throw new ArgumentException("The embedding has a component that is not finite.", nameof(embedding));
        }

        byte* target = PlaceOf(_rowCount);
        new Span<byte>(target, _strideInBytes).Clear();
        if (length > 0)
        {
            Write(embedding, length, target);
        }

        Volatile.Write(ref _rowCount, _rowCount + 1);
    }

    /// <inheritdoc/>
    internal override RowView View()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);

        // The count first: the blocks that are seen after it hold at least as many rows.
        long rowCount = Volatile.Read(ref _rowCount);
        return new RowView(Volatile.Read(ref _blocks), _blockShift, rowCount, Dimensions, Format, Removed);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        foreach (NativeBlock block in _memory)
        {
            block.Dispose();
        }

        _memory.Clear();
    }

    private byte* PlaceOf(long row)
    {
        int block = (int)(row >> _blockShift);
        if (block == _blocks.Length)
        {
            NativeBlock memory = new((long)_strideInBytes << _blockShift);
            _memory.Add(memory);
            Volatile.Write(ref _blocks, [.. _blocks, (nint)memory.Start]);
        }

        return (byte*)_blocks[block] + ((row & ((1L << _blockShift) - 1)) * _strideInBytes);
    }

    private void Write(ReadOnlySpan<float> embedding, double length, byte* target)
    {
        if (Format == RowFormat.Float32)
        {
            UnitVector.Scale(embedding, length, new Span<float>(target, Dimensions));
            return;
        }

        float[] unit = ArrayPool<float>.Shared.Rent(Dimensions);
        UnitVector.Scale(embedding, length, unit);
        TensorPrimitives.ConvertToHalf(unit.AsSpan(0, Dimensions), new Span<Half>(target, Dimensions));
        ArrayPool<float>.Shared.Return(unit);
    }
}
