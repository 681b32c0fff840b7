using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

/// <summary>Goes through the rows of a range that may answer, and knows some rows before which will come. Not thread-safe.</summary>
internal unsafe struct RowStream
{
    /// <summary>How far it looks ahead: the processor's own look-ahead ends with each row and each page. 4 to 16 KB are equally fast, 2 KB are slower.</summary>
    private const int AheadInBytes = 4096;

    private readonly RowView _rows;
    private readonly int _componentInBytes;
    private AllowedRows _ahead;
    private AllowedRows _current;

    /// <param name="rows">The rows.</param>
    /// <param name="among">The rows that may answer, or null for all.</param>
    /// <param name="start">The range's first row, a multiple of 64.</param>
    /// <param name="end">The row behind the last, a multiple of 64 or the row count.</param>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    public RowStream(RowView rows, RowSet? among, long start, long end)
    {
        _rows = rows;
        _componentInBytes = rows.Format == RowFormat.Float16 ? sizeof(ushort) : sizeof(float);
        _ahead = new AllowedRows(rows, among, start, end);
        _current = new AllowedRows(rows, among, start, end);
        for (int count = 0; count <= AheadInBytes / rows.StrideInBytes && _ahead.MoveNext(); count++)
        {
            rows.Prefetch(_ahead.Current);
        }
    }

    /// <summary>The row that <see cref="MoveNext"/> went to.</summary>
    public readonly long Current => _current.Current;

    /// <summary>What to ask for while the current row is compared, in a step a component.</summary>
    public readonly ReadAhead Ahead => new(_rows.Address(_ahead.Current), (nuint)_componentInBytes);

    /// <summary>Goes to the next row.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="IndexFormatException">A row is damaged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        _ = _ahead.MoveNext();
        return _current.MoveNext();
    }
}
