using Akin.Vision.Encoding.Quantization;
using CsCheck;

namespace Akin.Vision.Tests.Encoding.Quantization;

public sealed class ChannelQuantizationTests
{
    private static readonly Gen<float[]> Channels = Gen.Select(Gen.Float[-1, 1].Array[1, 200], Gen.Int[-30, 30], (weights, exponent) => Array.ConvertAll(weights, weight => MathF.ScaleB(weight, exponent)));

    [Fact]
    public void Quantize_StaysWithinHalfAScale() => Channels.Sample(weights =>
    {
        (float scale, sbyte[] integers) = Quantize(weights, 1);

        for (int index = 0; index < weights.Length; index++)
        {
            // The quotient is rounded once before it is rounded to a whole number.
            Assert.InRange(Math.Abs(weights[index] - ((double)integers[index] * scale)), 0, scale * (0.5 + 1e-5));
        }
    });

    [Fact]
    public void Quantize_UsesTheWholeRangeSymmetrically() => Channels.Where(weights => weights.Any(weight => MathF.Abs(weight) > 1e-12f)).Sample(weights =>
    {
        sbyte[] integers = Quantize(weights, 1).Integers;
        sbyte[] ofNegated = Quantize(Array.ConvertAll(weights, weight => -weight), 1).Integers;

        Assert.Equal(ChannelQuantization.Limit, integers.Max(integer => Math.Abs((int)integer)));
        Assert.Equal(Array.ConvertAll(integers, integer => (sbyte)-integer), ofNegated);
    });

    [Fact]
    public void Quantize_WritesAtTheStride()
    {
        sbyte[] integers = Quantize([1, -1, 0.5f], 3).Integers;

        Assert.Equal([127, 0, 0, -127, 0, 0, 64], integers[..7]);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-44f)]
    public void Quantize_TakesChannelsOfNothing(float weight)
    {
        (float scale, sbyte[] integers) = Quantize([weight, -weight], 1);

        Assert.True(float.IsNormal(scale));
        Assert.All(integers, integer => Assert.Equal(0, integer));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ScaleOf_ShowsWhatIsNotFinite(float weight) => Assert.False(float.IsFinite(ChannelQuantization.ScaleOf([1, weight, 2])));

    private static (float Scale, sbyte[] Integers) Quantize(float[] weights, int stride)
    {
        float scale = ChannelQuantization.ScaleOf(weights);
        sbyte[] integers = new sbyte[weights.Length * stride];
        ChannelQuantization.Quantize(weights, scale, integers, stride);
        return (scale, integers);
    }
}
