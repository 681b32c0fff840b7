using System.Security.Cryptography;
using Akin.Cli.Verification;
using Akin.Vision.Decoding;

namespace Akin.Tests.Cli;

public sealed class EmbeddingDifferenceTests
{
    [Fact]
    public void Add_KeepsTheWorstRow_RelativeToItsLargestComponent()
    {
        EmbeddingDifference difference = new();
        difference.Add([1, 0], [1, 0]);
        difference.Add([0, -4], [0.5f, -4]);
        difference.Add([100, 0], [100, 1]);

        Assert.Equal(0.125, difference.Largest);
        Assert.Equal(1, difference.LargestRow);
        Assert.Equal(4 / Math.Sqrt(16.25), difference.SmallestCosine, 12);
        Assert.Equal(3, difference.RowCount);
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.NaN)]
    [InlineData(1, float.PositiveInfinity)]
    [InlineData(0, 1e-9f)]
    public void Add_IsBeyondEveryTolerance_WhereNothingCanBeCompared(float expected, float actual)
    {
        EmbeddingDifference difference = new();
        difference.Add([1], [1]);
        difference.Add([expected], [actual]);

        Assert.Equal(double.PositiveInfinity, difference.Largest);
    }

    /// <summary>Pairs that were written with other pictures could not be compared any more.</summary>
    [Fact]
    public void Pictures_AreTheSameOnEveryMachine()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (PixelImage picture in BuiltInPictures.Draw())
        {
            Assert.Equal((320, 256), (picture.Width, picture.Height));
            hash.AppendData(picture.Pixels);
            picture.Dispose();
        }

        Assert.Equal("3c8a85180e802da96dc535108982df144405e8ffa283e66572752e5395d55fce", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
