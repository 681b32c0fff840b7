using System.Numerics;

namespace Akin.Vectors.Hashing;

/// <summary>
/// The rows that came after the sorted ones, in chains: one writer adds a row in a few steps, while any number of searches read. A search tells by its own number
/// of rows which ones count. 20 bytes a row and table.
/// </summary>
internal sealed class HashTail
{
    private readonly int _capacity;
    private readonly int _slotBits;

    /// <summary>The newest row of each chain, [tables x slots]: its place in the tail, plus 1; 0 where there is none.</summary>
    private readonly int[] _heads;

    /// <summary>The next older one, [tables x capacity], likewise.</summary>
    private readonly int[] _next;

    /// <summary>[tables x capacity]. Hashes that differ may share a chain.</summary>
    private readonly ulong[] _hashes;

    /// <summary>Creates an empty tail.</summary>
    /// <param name="tableCount">Tables.</param>
    /// <param name="firstRow">The number of its first row.</param>
    /// <param name="capacity">How many rows it may take.</param>
    public HashTail(int tableCount, int firstRow, int capacity)
    {
        FirstRow = firstRow;
        _capacity = capacity;
        _slotBits = capacity == 0 ? 0 : BitOperations.Log2((uint)capacity) + 1;
        _heads = new int[capacity == 0 ? 0 : (long)tableCount << _slotBits];
        _next = new int[(long)tableCount * capacity];
        _hashes = new ulong[(long)tableCount * capacity];
    }

    /// <summary>The number of its first row.</summary>
    public int FirstRow { get; }

    /// <summary>Rows that it can still take. The writer's.</summary>
    public int Room => _capacity - Count;

    /// <summary>Rows that it has. The writer's.</summary>
    public int Count { get; private set; }

    /// <summary>Memory, in bytes.</summary>
    public long LengthInBytes => (sizeof(int) * ((long)_heads.Length + _next.Length)) + (sizeof(ulong) * (long)_hashes.Length);

    /// <summary>Adds the next row; there must be room.</summary>
    /// <param name="hashes">One a table.</param>
    public void Add(ReadOnlySpan<ulong> hashes)
    {
        for (int table = 0; table < hashes.Length; table++)
        {
            int place = (table * _capacity) + Count;
            ref int head = ref _heads[(table << _slotBits) + SlotOf(hashes[table])];
            _hashes[place] = hashes[table];
            _next[place] = head;

            // What a reader finds by this head was written before it.
            Volatile.Write(ref head, Count + 1);
        }

        Count++;
    }

    /// <summary>Marks the rows of a bucket.</summary>
    /// <param name="table">Whose it is.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="rowCount">Rows from this one on do not count yet.</param>
    /// <param name="marks">Takes them.</param>
    public void Mark(int table, ulong hash, int rowCount, RowMarks marks)
    {
        // An empty tail has no chains.
        if (rowCount > FirstRow)
        {
            int place = Volatile.Read(ref _heads[(table << _slotBits) + SlotOf(hash)]);
            for (; place > 0; place = _next[(table * _capacity) + place - 1])
            {
                int row = FirstRow + place - 1;
                if (row < rowCount && _hashes[(table * _capacity) + place - 1] == hash)
                {
                    marks.Add([row]);
                }
            }
        }
    }

    /// <summary>Writes the hashes that a table has of the tail's first rows, as many as the target takes.</summary>
    public void CopyHashesTo(int table, Span<ulong> hashByRow) => _hashes.AsSpan(table * _capacity, hashByRow.Length).CopyTo(hashByRow);

    /// <summary>Fibonacci hashing: neighbouring hashes share no chain.</summary>
    private int SlotOf(ulong hash) => (int)((hash * 0x9E3779B97F4A7C15) >> (64 - _slotBits));
}
