using Akin.Vectors.Search;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class AllowedRowsTests
{
    [Fact]
    public void MoveNext_GoesThroughTheRowsThatMayAnswer_RangeByRange() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 4], Gen.Bool, Gen.Int).Sample((rowCount, wordsPerRange, isFiltered, seed) =>
        {
            Random random = new(seed);
            using VectorMemory rows = new(1);
            HashSet<long> expected = [];
            RowSet among = new(rowCount);
            for (int row = 0; row < rowCount; row++)
            {
                rows.Append([1]);
                expected.Add(row);
            }

            for (int row = 0; row < rowCount; row++)
            {
                if (random.Next(3) == 0)
                {
                    rows.Remove(row);
                    expected.Remove(row);
                }

                if (random.Next(2) == 0)
                {
                    among.Add(row);
                }
                else if (isFiltered)
                {
                    expected.Remove(row);
                }
            }

            List<long> found = [];
            RowRanges ranges = new(rowCount, 64L * wordsPerRange);
            long rangeCount = 0;
            while (ranges.TryTake(out long start, out long end))
            {
                rangeCount++;
                AllowedRows allowed = new(rows.View(), isFiltered ? among : null, start, end);
                while (allowed.MoveNext())
                {
                    found.Add(allowed.Current);
                }

                Assert.False(allowed.MoveNext());
            }

            Assert.Equal(ranges.Count, rangeCount);
            Assert.Equal(expected.Order(), found);
        }, iter: 200);
}
