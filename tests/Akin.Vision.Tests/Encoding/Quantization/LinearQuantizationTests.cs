using System.Runtime.InteropServices;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding.Quantization;
using CsCheck;
using Onnx;

namespace Akin.Vision.Tests.Encoding.Quantization;

public sealed class LinearQuantizationTests
{
    /// <summary>Sessions are slow to open.</summary>
    private const int SampleCount = 12;

    private static readonly Gen<Case> Cases = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[0, 10_000], (rows, inputs, outputs, seed) =>
    {
        Random random = new(seed);
        return new Case(rows, inputs, outputs, Numbers(random, rows * inputs), Numbers(random, inputs * outputs), Numbers(random, outputs));
    });

    public static TheoryData<string> Forms => ["MatMul", "MatMul of a transposed weight", "Gemm", "Gemm with transB", "Gemm of bfloat16", "Gemm with a bias for every row", "MatMul and Add"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Quantized_StaysWithinTheBound(string form) => Cases.Sample(
        one =>
        {
            SmallGraph graph = Graph(form, one);

            float[] actual = graph.RunQuantized(one.Activations, one.Rows, one.Inputs);

            Assert.Contains("MatMulIntegerToFloat", SmallGraph.Operations(graph.Quantize()));
            Assert.DoesNotContain(SmallGraph.Operations(graph.Quantize()), operation => operation is "MatMul" or "Gemm" or "Transpose");
            RequireBound(one, form.StartsWith("MatMul", StringComparison.Ordinal) && !form.EndsWith("Add", StringComparison.Ordinal) ? new float[one.Outputs] : one.Bias, actual);
        },
        iter: SampleCount);

    [Fact]
    public void Quantized_DoesNotSaturate()
    {
        // Two products of the largest integers are 2 * 255 * 127 = 64,770, beyond 16 bits.
        Case one = new(2, 512, 16, [.. Enumerable.Repeat(1f, 1024)], [.. Enumerable.Repeat(1f, 512 * 16)], new float[16]);

        float[] actual = Graph("Gemm", one).RunQuantized(one.Activations, one.Rows, one.Inputs);

        Assert.All(actual, sum => Assert.Equal(512, sum, 0.01f));
    }

    [Fact]
    public void Quantized_GivesTheSameBits_ByTheProductsOfOtherProcessors() => Cases.Sample(
        one =>
        {
            byte[] model = QuantizedModel.Create(Graph("Gemm", one).Quantize(), new TensorValues("small.onnx", "."), [], cacheFolder: null).Model;

            Assert.Equal(
                SmallGraph.Run(model, one.Activations, [one.Rows, one.Inputs], isExact: true),
                SmallGraph.Run(model, one.Activations, [one.Rows, one.Inputs], IntegerProducts.Saturate));
        },
        iter: SampleCount);

    [Fact]
    public void Quantize_SharesAnActivation()
    {
        float[] weights = Numbers(new Random(1), 16);
        SmallGraph graph = new SmallGraph(2).Weight("a", weights, 4, 4).Weight("b", weights, 4, 4).Node("MatMul", ["x", "a"], "p").Node("MatMul", ["x", "b"], "q").Node("Add", ["p", "q"], "y");

        QuantizedGraph quantized = graph.Quantize();

        Assert.Equal(["DynamicQuantizeLinear", "MatMulIntegerToFloat", "MatMulIntegerToFloat", "Add"], SmallGraph.Operations(quantized));
        Assert.Equal(2, quantized.Counts.Linear);
    }

    [Fact]
    public void Quantize_LeavesWhatNoPictureChanges()
    {
        float[] weights = Numbers(new Random(1), 16);
        SmallGraph graph = new SmallGraph(2).Weight("a", weights, 4, 4).Weight("b", weights, 4, 4).Node("MatMul", ["a", "b"], "p").Node("Relu", ["p"], "r").Node("MatMul", ["r", "b"], "q").Node("Add", ["x", "q"], "y");

        Assert.False(graph.Quantize().Counts.IsAny);
    }

    [Fact]
    public void Quantize_LeavesProductsOfActivations() =>
        Assert.False(new SmallGraph(2).Node("MatMul", ["x", "x"], "y").Quantize().Counts.IsAny);

    [Fact]
    public void Quantize_RefusesAnOldOperatorSet()
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => Graph("MatMul", new Case(1, 1, 1, [1], [1], [0])).Quantize(opset: 10));

        Assert.Equal("small.onnx is of ONNX's operator set 10, and int8 needs 11 or newer: export the model anew, or leave out int8.", exception.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Create_NamesAWeightThatIsNotFinite(float weight)
    {
        QuantizedGraph graph = Graph("MatMul", new Case(1, 2, 1, [1, 1], [1, weight], [0])).Quantize();

        CheckpointException exception = Assert.Throws<CheckpointException>(() => QuantizedModel.Create(graph, new TensorValues("small.onnx", "."), [], cacheFolder: null));

        Assert.Equal("small.onnx cannot be quantised: the tensor w is damaged, a number of it is not finite, so the weights are damaged.", exception.Message);
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 3) - 1)];

    private static SmallGraph Graph(string form, Case one)
    {
        long inputs = one.Inputs;
        long outputs = one.Outputs;
        float[] transposed = [.. Enumerable.Range(0, one.Weights.Length).Select(index => one.Weights[((index % one.Inputs) * one.Outputs) + (index / one.Inputs)])];
        SmallGraph graph = new SmallGraph(2).Weight("b", one.Bias, outputs);
        return form switch
        {
            "MatMul" => graph.Weight("w", one.Weights, inputs, outputs).Node("MatMul", ["x", "w"], "y"),
            "MatMul and Add" => graph.Weight("w", one.Weights, inputs, outputs).Node("MatMul", ["x", "w"], "p").Node("Add", ["p", "b"], "y"),
            "MatMul of a transposed weight" => graph.Weight("w", transposed, outputs, inputs).Node("Transpose", ["w"], "t", ("perm", new long[] { 1, 0 })).Node("MatMul", ["x", "t"], "y"),
            "Gemm" => graph.Weight("w", one.Weights, inputs, outputs).Node("Gemm", ["x", "w", "b"], "y"),
            "Gemm with transB" => graph.Weight("w", transposed, outputs, inputs).Node("Gemm", ["x", "w", "b"], "y", ("transB", 1L)),
            "Gemm with a bias for every row" => graph.Weight("w", one.Weights, inputs, outputs).Weight("rows", one.Bias, 1, outputs).Node("Gemm", ["x", "w", "rows"], "y"),
            _ => graph.Stored("w", TensorProto.Types.DataType.Bfloat16, Bfloat16(transposed), outputs, inputs).Node("Cast", ["w"], "c", ("to", 1L)).Node("Gemm", ["x", "c", "b"], "y", ("transB", 1L)),
        };
    }

    private static byte[] Bfloat16(float[] numbers) => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(numbers, number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16))).ToArray();

    private static void RequireBound(Case one, float[] bias, float[] actual)
    {
        double scale = ErrorBound.ActivationScale(one.Activations);
        for (int row = 0; row < one.Rows; row++)
        {
            float[] activations = one.Activations[(row * one.Inputs)..((row + 1) * one.Inputs)];
            for (int output = 0; output < one.Outputs; output++)
            {
                float[] weights = [.. Enumerable.Range(0, one.Inputs).Select(input => one.Weights[(input * one.Outputs) + output])];
                double expected = activations.Zip(weights, (activation, weight) => (double)activation * weight).Sum() + bias[output];

                // bfloat16 has 8 bits, so its weights lie within 2^-7 of these.
                double narrowing = activations.Zip(weights, (activation, weight) => Math.Abs(activation * weight)).Sum() / 128;
                Assert.InRange(actual[(row * one.Outputs) + output], expected - Bound(narrowing), expected + Bound(narrowing));

                double Bound(double more) => ErrorBound.Of(activations, weights, scale) + more + 1e-4;
            }
        }
    }

    internal sealed record Case(int Rows, int Inputs, int Outputs, float[] Activations, float[] Weights, float[] Bias);
}
