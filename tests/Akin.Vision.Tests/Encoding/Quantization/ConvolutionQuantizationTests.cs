using Akin.Vision.Encoding.Quantization;

namespace Akin.Vision.Tests.Encoding.Quantization;

public sealed class ConvolutionQuantizationTests
{
    private const int InputChannels = 40;

    private const int OutputChannels = 256;

    private const int Height = 7;

    private const int Width = 9;

    [Theory]
    [InlineData(3, 1, 1, 1, false)]
    [InlineData(3, 2, 1, 1, false)]
    [InlineData(3, 1, 2, 2, false)]
    [InlineData(3, 2, 1, 0, true)]
    [InlineData(2, 2, 1, 0, false)]
    [InlineData(5, 3, 1, 2, true)]
    public void Quantized_StaysWithinTheBound(int kernel, int stride, int dilation, int padding, bool isNormalized)
    {
        Random random = new(kernel + stride);
        float[] map = Numbers(random, InputChannels * Height * Width, -1, 2);
        float[] weights = Numbers(random, OutputChannels * InputChannels * kernel * kernel, -1, 1);
        float[] bias = Numbers(random, OutputChannels, -1, 1);
        SmallGraph graph = Graph(weights, bias, kernel, stride, dilation, padding, isNormalized);

        float[] expected = graph.Run(map, 1, InputChannels, Height, Width);
        float[] actual = graph.RunQuantized(map, 1, InputChannels, Height, Width);

        Assert.Equal(1, graph.Quantize().Counts.Convolutions);
        Assert.DoesNotContain("BatchNormalization", SmallGraph.Operations(graph.Quantize()));
        Assert.Equal(expected.Length, actual.Length);
        double scale = ErrorBound.ActivationScale(map);
        int places = expected.Length / OutputChannels;
        for (int index = 0; index < expected.Length; index++)
        {
            // Wherever the kernel stands, it sees at most the largest activation everywhere.
            int channel = index / places;
            float[] seen = weights[(channel * InputChannels * kernel * kernel)..((channel + 1) * InputChannels * kernel * kernel)];
            float largest = map.Max(Math.Abs);
            double factor = isNormalized ? Math.Abs(Factor(channel)) : 1;
            double bound = factor * ErrorBound.Of([.. Enumerable.Repeat(largest, seen.Length)], seen, scale);
            Assert.InRange(actual[index], expected[index] - bound - 1e-3, expected[index] + bound + 1e-3);
        }

        // The bound is a worst case; as a whole the map must be near.
        double error = Math.Sqrt(expected.Zip(actual, (first, second) => Math.Pow(first - second, 2)).Average() / expected.Average(value => value * value));
        Assert.InRange(error, 0, 0.02);
    }

    [Theory]
    [InlineData(3, 256, 16)]
    [InlineData(16, 64, 3)]
    [InlineData(40, 48, 1)]
    public void Quantize_LeavesWhatSeesPixelsOrGainsNothing(int inputs, int outputs, int kernel)
    {
        SmallGraph graph = new SmallGraph(4).Weight("w", new float[outputs * inputs * kernel * kernel], outputs, inputs, kernel, kernel).Node("Conv", ["x", "w"], "y");

        Assert.Equal(new LayerCounts(0, 0, 1), graph.Quantize().Counts);
    }

    [Fact]
    public void Quantize_LeavesGroupsAndPaddingThatDependsOnTheInput()
    {
        SmallGraph grouped = new SmallGraph(4).Weight("w", new float[256 * 64 * 9], 256, 64, 3, 3).Node("Conv", ["x", "w"], "y", ("group", 2L));

        Assert.False(grouped.Quantize().Counts.IsAny);
    }

    private static float Factor(int channel) => ((channel % 5) - 2) / MathF.Sqrt(0.5f + channel + 1e-5f);

    private static float[] Numbers(Random random, int count, float least, float most) => [.. Enumerable.Range(0, count).Select(_ => least + (random.NextSingle() * (most - least)))];

    private static SmallGraph Graph(float[] weights, float[] bias, long kernel, long stride, long dilation, long padding, bool isNormalized)
    {
        SmallGraph graph = new SmallGraph(4).Weight("w", weights, OutputChannels, InputChannels, kernel, kernel).Weight("b", bias, OutputChannels).Node(
            "Conv",
            ["x", "w", "b"],
            isNormalized ? "c" : "y",
            ("strides", new[] { stride, stride }),
            ("dilations", new[] { dilation, dilation }),
            ("pads", new[] { padding, 0, padding, padding }));
        return !isNormalized ? graph : graph
            .Weight("scale", [.. Enumerable.Range(0, OutputChannels).Select(channel => (channel % 5) - 2f)], OutputChannels)
            .Weight("shift", [.. Enumerable.Range(0, OutputChannels).Select(channel => channel / 10f)], OutputChannels)
            .Weight("mean", [.. Enumerable.Range(0, OutputChannels).Select(channel => 3f - (channel / 50f))], OutputChannels)
            .Weight("variance", [.. Enumerable.Range(0, OutputChannels).Select(channel => 0.5f + channel)], OutputChannels)
            .Node("BatchNormalization", ["c", "scale", "shift", "mean", "variance"], "y", ("epsilon", 1e-5f));
    }
}
