using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

/// <summary>
/// Buckets in a mapped file, as <c>docs/formats/hash-tables.md</c> lays them out. What is read is checked when it is read: checksums, that cells lie within the
/// table, and that rows are rows of it.
/// </summary>
internal sealed class MappedBuckets : HashBuckets
{
    private readonly IndexFile _file;
    private readonly MappedSection _offsets;
    private readonly MappedSection _rows;
    private readonly MappedSection _hashes;
    private readonly int _table;

    /// <summary>Takes a table of a file whose sections have the lengths that its parameters ask for.</summary>
    public MappedBuckets(IndexFile file, int table, int hashSize, int rowCount)
        : base(hashSize, rowCount)
    {
        _file = file;
        _table = table;
        _offsets = file.Section(HashTableSection.Offsets);
        _rows = file.Section(HashTableSection.Rows);
        _hashes = file.Section(HashTableSection.Hashes);
    }

    /// <inheritdoc/>
    protected override (int Start, int End) Cell(int cell)
    {
        long place = sizeof(int) * ((_table * ((1L << DirectoryBits) + 1)) + cell);
        ReadOnlySpan<int> ends = MemoryMarshal.Cast<byte, int>(_offsets.Read(place, 2 * sizeof(int)));
        return ends[0] >= 0 && ends[0] <= ends[1] && ends[1] <= RowCount
            ? (ends[0], ends[1])
            : throw Damage(_offsets, place, $"cell {cell} from {ends[0]} to {ends[1]} of {RowCount} rows");
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> Rows(int start, int count)
    {
        long place = sizeof(int) * (((long)_table * RowCount) + start);
        ReadOnlySpan<int> rows = MemoryMarshal.Cast<byte, int>(_rows.Read(place, checked(sizeof(int) * count)));
        return count == 0 || TensorPrimitives.Max(MemoryMarshal.Cast<int, uint>(rows)) < (uint)RowCount
            ? rows
            : throw Damage(_rows, place, $"row {TensorPrimitives.Max(MemoryMarshal.Cast<int, uint>(rows))} of {RowCount}");
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<ulong> Hashes(int start, int count) =>
        MemoryMarshal.Cast<byte, ulong>(_hashes.Read(sizeof(ulong) * (((long)_table * RowCount) + start), checked(sizeof(ulong) * count)));

    private IndexFormatException Damage(MappedSection section, long place, string what) => new(
        _file.Path,
        string.Create(CultureInfo.InvariantCulture, $"{_file.Path} tells in table {_table} of {what}, at byte {place} of section {section.Id}: build it again."),
        offset: section.Offset + place);
}
