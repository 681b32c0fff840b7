namespace Akin.Evaluation;

/// <summary>Counts similarities of pairs with the same and with another label. Not thread-safe.</summary>
internal sealed class SimilarityHistogram
{
    /// <summary>Steps from -1 to 1.</summary>
    public const int BinCount = 100;

    /// <summary>Pairs with the same label, [<see cref="BinCount"/>].</summary>
    public long[] Same { get; } = new long[BinCount];

    /// <summary>Pairs with another label, [<see cref="BinCount"/>].</summary>
    public long[] Other { get; } = new long[BinCount];

    /// <summary>Counts one pair.</summary>
    /// <param name="similarity">A cosine in [-1, 1].</param>
    /// <param name="isSame">Whether the labels are the same.</param>
    public void Add(double similarity, bool isSame)
    {
        int bin = Math.Clamp((int)((similarity + 1) * (BinCount / 2.0)), 0, BinCount - 1);
        (isSame ? Same : Other)[bin]++;
    }

    /// <summary>Counts what another has counted.</summary>
    public void Add(SimilarityHistogram other)
    {
        for (int bin = 0; bin < BinCount; bin++)
        {
            Same[bin] += other.Same[bin];
            Other[bin] += other.Other[bin];
        }
    }
}
