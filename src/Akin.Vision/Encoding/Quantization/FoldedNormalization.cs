using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>
/// A batch normalisation over the channels of a convolution (Ioffe and Szegedy 2015, Batch Normalization, algorithm 2) as a factor a channel on its weights and a number a channel
/// to be added.
/// </summary>
/// <param name="Scale">gamma.</param>
/// <param name="Shift">beta.</param>
/// <param name="Mean">The running mean.</param>
/// <param name="Variance">The running variance.</param>
/// <param name="Bias">The convolution's own bias, or null.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record FoldedNormalization(TensorProto Scale, TensorProto Shift, TensorProto Mean, TensorProto Variance, TensorProto? Bias, float Epsilon)
{
    /// <summary>What it is made of, in words.</summary>
    public string Identity => FormattableString.Invariant($"{Scale.Name} {Shift.Name} {Mean.Name} {Variance.Name} {Bias?.Name} {Epsilon:R}");

    /// <summary>Recognises one whose numbers are all known; null for any other node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="bias">The bias of the convolution before it, or null.</param>
    /// <param name="constants">What its graph knows before it runs.</param>
    public static FoldedNormalization? Find(NodeProto node, TensorProto? bias, GraphConstants constants)
    {
        GraphConstant?[] numbers = [.. node.Input.Skip(1).Select(constants.Find)];
        return numbers.Length == 4 && numbers.All(number => number is { Type: TensorProto.Types.DataType.Float, Shape.Count: 1 })
            ? new FoldedNormalization(numbers[0]!.Stored, numbers[1]!.Stored, numbers[2]!.Stored, numbers[3]!.Stored, bias, NodeAttributes.Number(node, "epsilon", 1e-5f))
            : null;
    }

    /// <summary>The factors and what is added, one a channel, in float64 until they are done.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A number is absent, or not finite.</exception>
    public (float[] Factors, float[] Shifts) Compute(TensorValues values, int channelCount)
    {
        float[] scales = Read(values, Scale, channelCount);
        float[] shifts = Read(values, Shift, channelCount);
        float[] means = Read(values, Mean, channelCount);
        float[] variances = Read(values, Variance, channelCount);
        float[] biases = Bias is null ? new float[channelCount] : Read(values, Bias, channelCount);
        float[] factors = new float[channelCount];
        for (int channel = 0; channel < channelCount; channel++)
        {
            double factor = scales[channel] / Math.Sqrt((double)variances[channel] + Epsilon);
            factors[channel] = values.RequireFinite(Scale, (float)factor);
            shifts[channel] = values.RequireFinite(Shift, (float)(shifts[channel] + ((biases[channel] - (double)means[channel]) * factor)));
        }

        return (factors, shifts);
    }

    private static float[] Read(TensorValues values, TensorProto tensor, int channelCount)
    {
        float[] numbers = values.Floats(tensor);
        return numbers.Length == channelCount ? numbers : throw values.Bad(tensor, $"it has {numbers.Length} numbers for {channelCount} channels");
    }
}
