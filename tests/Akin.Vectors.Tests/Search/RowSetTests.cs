using Akin.Vectors.Search;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class RowSetTests
{
    [Fact]
    public void First_HoldsAllRowsBelowANumber() =>
        Gen.Int[0, 300].Sample(
            rowCount =>
            {
                RowSet all = RowSet.First(rowCount);

                Assert.Equal((rowCount, rowCount), (all.RowCount, all.Count()));
                Assert.False(all.Contains(rowCount));
            });

    [Fact]
    public void Copy_HoldsTheSameRows_AndChangesByItself() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 299].HashSet[0, 200]).Sample(
            (rowCount, rows) =>
            {
                RowSet set = new(rowCount);
                foreach (int row in rows.Where(row => row < rowCount))
                {
                    set.Add(row);
                }

                RowSet copy = set.Copy();
                Assert.Equal(Enumerable.Range(0, 320).Where(row => set.Contains(row)), Enumerable.Range(0, 320).Where(row => copy.Contains(row)));
                Assert.Equal(set.RowCount, copy.RowCount);

                bool held = set.Contains(0);
                (held ? (Action<long>)copy.Remove : copy.Add)(0);
                Assert.Equal((held, !held), (set.Contains(0), copy.Contains(0)));
            });
}
