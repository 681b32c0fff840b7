using Akin.Evaluation;
using CsCheck;

namespace Akin.Tests.Evaluation;

public sealed class RankingOrderTests
{
    [Fact]
    public void Fill_OrdersAsAStableSortDoes_WhateverIsEqual()
    {
        // Few different similarities, many different ones, all the same, and some far from all others.
        Gen<double> similarities = Gen.OneOf(Gen.Int[-3, 3].Select(number => number / 3.0), Gen.Double[-1, 1], Gen.Const(0.25), Gen.Double[0.9, 0.9001]);
        Gen.Select(similarities.Array[1, 400], Gen.Int[-1, 400]).Sample((all, leftOut) =>
        {
            RankingOrder order = new(all.Length);
            order.Fill(Array.ConvertAll(all, one => -one), leftOut: -1);

            order.Fill(all, leftOut);

            int[] expected = [.. Enumerable.Range(0, all.Length).Where(content => content != leftOut).OrderByDescending(content => all[content])];
            Assert.Equal(expected, order.Contents.ToArray());
            Assert.Equal(expected.Select(content => all[content]), Enumerable.Range(0, order.Count).Select(order.Similarity));
        });
    }
}
