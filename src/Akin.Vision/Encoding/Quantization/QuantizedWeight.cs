using System.Runtime.InteropServices;
using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>The weights of a layer as integers [inputs, outputs], which is how ONNX Runtime multiplies by them, and a scale an output.</summary>
internal sealed class QuantizedWeight : WeightBlock
{
    private readonly TensorProto _stored;
    private readonly WeightOrder _order;
    private readonly FoldedNormalization? _normalization;
    private readonly int _inputCount;
    private readonly int _outputCount;

    /// <param name="stored">The layer's weights.</param>
    /// <param name="order">How they lie.</param>
    /// <param name="inputCount">Inputs of an output.</param>
    /// <param name="outputCount">Outputs.</param>
    /// <param name="normalization">The batch normalisation to fold into them, or null.</param>
    public QuantizedWeight(TensorProto stored, WeightOrder order, long inputCount, long outputCount, FoldedNormalization? normalization = null)
    {
        _stored = stored;
        _order = order;
        _normalization = normalization;
        _inputCount = checked((int)inputCount);
        _outputCount = checked((int)outputCount);
        string name = $"{stored.Name}/{order}{(normalization is null ? string.Empty : $"/{normalization.Scale.Name}")}";
        TensorProto integers = Declare($"{name}/int8", TensorProto.Types.DataType.Int8, inputCount, outputCount);
        TensorProto scales = Declare($"{name}/scales", TensorProto.Types.DataType.Float, outputCount);
        Tensors = normalization is null ? [integers, scales] : [integers, scales, Declare($"{name}/shifts", TensorProto.Types.DataType.Float, outputCount)];
    }

    /// <summary>Outputs.</summary>
    public int OutputCount => _outputCount;

    /// <summary>The name of the integers, int8 [inputs, outputs].</summary>
    public string Integers => Tensors[0].Name;

    /// <summary>The name of the scales, float32 [outputs].</summary>
    public string Scales => Tensors[1].Name;

    /// <summary>The name of what a folded normalisation adds, float32 [outputs]; null without one.</summary>
    public string? Shifts => _normalization is null ? null : Tensors[2].Name;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorProto> Tensors { get; }

    /// <inheritdoc/>
    public override string Identity => $"quantized {_stored.Name} {_stored.DataType} {Words(_stored.Dims)} {_order} {_normalization?.Identity}";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Compute(TensorValues values)
    {
        float[] weights = values.Floats(_stored);
        sbyte[] integers = new sbyte[weights.Length];
        float[] scales = new float[_outputCount];
        float[] channel = new float[_inputCount];
        (float[] Factors, float[] Shifts)? folded = _normalization?.Compute(values, _outputCount);
        int tapCount = _order == WeightOrder.Convolution ? (int)(_stored.Dims[2] * _stored.Dims[3]) : 1;
        for (int output = 0; output < _outputCount; output++)
        {
            Gather(weights, output, tapCount, channel);
            Multiply(channel, folded?.Factors[output] ?? 1);
            scales[output] = values.RequireFinite(_stored, ChannelQuantization.ScaleOf(channel));
            ChannelQuantization.Quantize(channel, scales[output], integers.AsSpan(output), _outputCount);
        }

        byte[][] computed = [MemoryMarshal.AsBytes<sbyte>(integers).ToArray(), MemoryMarshal.AsBytes<float>(scales).ToArray()];
        return folded is null ? computed : [.. computed, MemoryMarshal.AsBytes<float>(folded.Value.Shifts).ToArray()];
    }

    private static void Multiply(Span<float> channel, float factor)
    {
        foreach (ref float weight in channel)
        {
            weight *= factor;
        }
    }

    /// <summary>The weights of one output, in the order of the inputs.</summary>
    private void Gather(ReadOnlySpan<float> weights, int output, int tapCount, Span<float> channel)
    {
        if (_order == WeightOrder.InputsByOutputs)
        {
            for (int input = 0; input < channel.Length; input++)
            {
                channel[input] = weights[(input * _outputCount) + output];
            }

            return;
        }

        ReadOnlySpan<float> lying = weights.Slice(output * channel.Length, channel.Length);
        int planeCount = channel.Length / tapCount;
        for (int tap = 0; tap < tapCount; tap++)
        {
            for (int plane = 0; plane < planeCount; plane++)
            {
                channel[(tap * planeCount) + plane] = lying[(plane * tapCount) + tap];
            }
        }
    }
}
