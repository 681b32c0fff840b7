namespace Akin.Cli.Verification;

/// <summary>How far rows are from the expected ones.</summary>
internal sealed class EmbeddingDifference
{
    /// <summary>The largest difference of a component, relative to the largest component of its expected row; infinite where a component is not finite.</summary>
    public double Largest { get; private set; }

    /// <summary>The row of <see cref="Largest"/>, from 0.</summary>
    public long LargestRow { get; private set; }

    /// <summary>The smallest cosine between a row and the expected one; not a number where one is all zero or not finite.</summary>
    public double SmallestCosine { get; private set; } = 1;

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Compares a row.</summary>
    public void Add(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        double difference = 0;
        double product = 0;
        double expectedSquares = 0;
        double actualSquares = 0;
        for (int index = 0; index < expected.Length; index++)
        {
            double apart = Math.Abs((double)expected[index] - actual[index]);
            difference = Math.Max(difference, double.IsFinite(apart) ? apart : double.PositiveInfinity);
            largest = Math.Max(largest, Math.Abs(expected[index]));
            product += (double)expected[index] * actual[index];
            expectedSquares += (double)expected[index] * expected[index];
            actualSquares += (double)actual[index] * actual[index];
        }

        double relative = difference == 0 ? 0 : double.IsFinite(largest) ? difference / largest : double.PositiveInfinity;
        if (relative > Largest || RowCount == 0)
        {
            Largest = relative;
            LargestRow = RowCount;
        }

        // The least of both, and not a number where one is none.
        SmallestCosine = Math.Min(SmallestCosine, product / Math.Sqrt(expectedSquares * actualSquares));
        RowCount++;
    }
}
