namespace Akin.Benchmarks.Vectors;

/// <summary>How far two lists of numbers put the same things into the same order, from -1 to 1.</summary>
internal static class RankCorrelation
{
    /// <summary>Spearman's coefficient: the correlation of the ranks; equal numbers share the mean of theirs.</summary>
    public static double Spearman(double[] left, double[] right)
    {
        double[] leftRanks = Ranks(left);
        double[] rightRanks = Ranks(right);
        double mean = (left.Length - 1) / 2.0;
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int index = 0; index < left.Length; index++)
        {
            product += (leftRanks[index] - mean) * (rightRanks[index] - mean);
            leftSquares += (leftRanks[index] - mean) * (leftRanks[index] - mean);
            rightSquares += (rightRanks[index] - mean) * (rightRanks[index] - mean);
        }

        return product / Math.Sqrt(leftSquares * rightSquares);
    }

    /// <summary>Kendall's tau a: pairs in the same order less pairs in the other, of all pairs.</summary>
    public static double Kendall(double[] left, double[] right)
    {
        long balance = 0;
        for (int first = 0; first < left.Length; first++)
        {
            for (int second = first + 1; second < left.Length; second++)
            {
                balance += Math.Sign(left[first] - left[second]) * Math.Sign(right[first] - right[second]);
            }
        }

        return balance / (left.Length * (left.Length - 1L) / 2.0);
    }

    private static double[] Ranks(double[] numbers)
    {
        int[] order = [.. Enumerable.Range(0, numbers.Length)];
        double[] sorted = [.. numbers];
        Array.Sort(sorted, order);
        double[] ranks = new double[numbers.Length];
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            for (int index = start; index < end; index++)
            {
                ranks[order[index]] = (start + end - 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
