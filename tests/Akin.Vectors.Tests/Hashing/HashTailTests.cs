using Akin.Vectors.Hashing;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Hashing;

public sealed class HashTailTests
{
    [Fact]
    public void Mark_FindsTheRowsOfABucket_ThatCountAlready() =>
        Gen.Select(Gen.Int[0, 100], Gen.ULong[0, 5].Array[2].Array[0, 60], Gen.Int[0, 60], Gen.Int[0, 10]).Sample((firstRow, rows, visibleCount, room) =>
        {
            HashTail tail = new(2, firstRow, rows.Length + room);
            foreach (ulong[] hashes in rows)
            {
                tail.Add(hashes);
            }

            Assert.Equal(room, tail.Room);
            for (ulong hash = 0; hash < 7; hash++)
            {
                for (int table = 0; table < 2; table++)
                {
                    long[] expected = [.. Enumerable.Range(0, rows.Length).Where(row => row < visibleCount && rows[row][table] == hash).Select(row => (long)firstRow + row)];
                    Assert.Equal(expected, Marked(tail, table, hash, firstRow + Math.Min(visibleCount, rows.Length)));
                }
            }
        });

    private static long[] Marked(HashTail tail, int table, ulong hash, int rowCount)
    {
        RowMarks marks = new();
        marks.Fit(rowCount);
        tail.Mark(table, hash, rowCount, marks);
        RowView rows = new([], 62, rowCount, 1, RowFormat.Float32, new RowSet(0));
        return marks.Take(rows, null).ToArray();
    }
}
