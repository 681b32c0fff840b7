using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Tests.Search;

/// <summary>Rows in blocks of a few each, as large memory has them in blocks of thousands.</summary>
internal sealed unsafe class ScatteredRows : VectorRows
{
    private readonly nint[] _blocks;
    private readonly int _blockShift;

    public ScatteredRows(VectorMemory rows, int blockShift)
        : base(rows.Dimensions, rows.Format)
    {
        RowView view = rows.View();
        _blockShift = blockShift;
        RowCount = rows.RowCount;
        _blocks = new nint[(RowCount >> blockShift) + 1];
        for (int block = 0; block < _blocks.Length; block++)
        {
            // An odd number of lines apart, so that no block follows its predecessor by chance.
            nuint lengthInBytes = (nuint)(((view.StrideInBytes << blockShift) + 64 + 63) / 64 * 64);
            _blocks[block] = (nint)NativeMemory.AlignedAlloc(lengthInBytes, 64);
            new Span<byte>((void*)_blocks[block], (int)lengthInBytes).Fill(0x7B);
        }

        for (long row = 0; row < RowCount; row++)
        {
            new Span<byte>(view.Address(row), view.StrideInBytes).CopyTo(new Span<byte>(View().Address(row), view.StrideInBytes));
        }
    }

    public override long RowCount { get; }

    internal override RowView View() => new(_blocks, _blockShift, RowCount, Dimensions, Format, Removed);

    protected override void Dispose(bool disposing)
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.AlignedFree((void*)block);
        }
    }
}
