using Akin.Vectors.Search;
using CsCheck;

namespace Akin.Vectors.Tests.Search;

public sealed class SelectionTests
{
    [Fact]
    public void LargestAt_GivesWhatSortingGives() =>
        Gen.Select(Gen.OneOf(Gen.Float[-1, 1].Array[1, 200], Gen.Int[0, 5].Select(number => (float)number).Array[1, 200]), Gen.Int[0, 199], Gen.Int[0, 20]).Sample((numbers, place, divisionLimit) =>
        {
            place %= numbers.Length;
            float expected = numbers.OrderDescending().ElementAt(place);

            return Selection.LargestAt([.. numbers], place) == expected && Selection.LargestAt(numbers, place, divisionLimit) == expected;
        });

    [Fact]
    public void LargestAt_TakesAnyOrder_AtEveryPlace()
    {
        const int Count = 300;
        Func<int, float>[] orders = [index => index, index => -index, _ => 1, index => Math.Min(index, Count - index), index => -Math.Min(index, Count - index), index => index % 7];
        foreach (Func<int, float> order in orders)
        {
            float[] sorted = [.. Enumerable.Range(0, Count).Select(order).OrderDescending()];
            for (int place = 0; place < Count; place++)
            {
                Assert.Equal(sorted[place], Selection.LargestAt([.. Enumerable.Range(0, Count).Select(order)], place));
            }
        }
    }
}
