namespace Akin.Vectors.Hashing;

/// <summary>Buckets in managed memory.</summary>
internal sealed class MemoryBuckets : HashBuckets
{
    private readonly int[] _offsets;
    private readonly int[] _rows;
    private readonly ulong[] _hashes;

    /// <summary>Sorts rows by their hashes.</summary>
    /// <param name="hashByRow">One hash a row.</param>
    /// <param name="hashSize">Bits of a hash; higher ones are 0.</param>
    public MemoryBuckets(ReadOnlySpan<ulong> hashByRow, int hashSize)
        : base(hashSize, hashByRow.Length)
    {
        _offsets = new int[(1 << DirectoryBits) + 1];
        _rows = new int[hashByRow.Length];
        foreach (ulong hash in hashByRow)
        {
            _offsets[CellOf(hash, hashSize, DirectoryBits) + 1]++;
        }

        for (int cell = 1; cell < _offsets.Length; cell++)
        {
            _offsets[cell] += _offsets[cell - 1];
        }

        // Rows go to their cells in rising order; afterwards each offset has become its cell's end, and moves on by one place.
        for (int row = 0; row < hashByRow.Length; row++)
        {
            _rows[_offsets[CellOf(hashByRow[row], hashSize, DirectoryBits)]++] = row;
        }

        Array.Copy(_offsets, 0, _offsets, 1, _offsets.Length - 1);
        _offsets[0] = 0;
        _hashes = KeepsHashes ? new ulong[hashByRow.Length] : [];
        if (KeepsHashes)
        {
            SortCells(hashByRow);
        }
    }

    /// <inheritdoc/>
    protected override (int Start, int End) Cell(int cell) => (_offsets[cell], _offsets[cell + 1]);

    /// <inheritdoc/>
    protected override ReadOnlySpan<int> Rows(int start, int count) => _rows.AsSpan(start, count);

    /// <inheritdoc/>
    protected override ReadOnlySpan<ulong> Hashes(int start, int count) => _hashes.AsSpan(start, count);

    private void SortCells(ReadOnlySpan<ulong> hashByRow)
    {
        for (int index = 0; index < _rows.Length; index++)
        {
            _hashes[index] = hashByRow[_rows[index]];
        }

        for (int cell = 0; cell + 1 < _offsets.Length; cell++)
        {
            Span<ulong> hashes = _hashes.AsSpan(_offsets[cell].._offsets[cell + 1]);
            Span<int> rows = _rows.AsSpan(_offsets[cell].._offsets[cell + 1]);
            hashes.Sort(rows);

            // The sort is not stable: rows of one bucket are put in order again.
            for (int start = 0; start < hashes.Length;)
            {
                int end = start + 1;
                while (end < hashes.Length && hashes[end] == hashes[start])
                {
                    end++;
                }

                rows[start..end].Sort();
                start = end;
            }
        }
    }
}
