using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Akin.Vision.Encoding;

/// <summary>Tensors at a model's edges: float32, or float16 as exports of half precision have them, which is converted.</summary>
internal static class EdgeTensor
{
    /// <summary>Whether a model's input or output of this type can be used.</summary>
    public static bool IsKnown(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Float16;

    /// <summary>Makes a model's input.</summary>
    /// <param name="values">Its values, row-major; for float32 read in place, so they must stay as they are while it is used.</param>
    /// <param name="shape">Its lengths.</param>
    /// <param name="type">The type that the model takes. A value beyond float16's range becomes infinite there.</param>
    public static OrtValue Create(Memory<float> values, long[] shape, TensorElementType type)
    {
        if (type == TensorElementType.Float)
        {
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
        }

        Float16[] halves = new Float16[values.Length];
        ReadOnlySpan<float> source = values.Span;
        for (int index = 0; index < halves.Length; index++)
        {
            halves[index] = new Float16(BitConverter.HalfToUInt16Bits((Half)source[index]));
        }

        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, halves.AsMemory(), shape);
    }

    /// <summary>A model's output as float32.</summary>
    public static ReadOnlySpan<float> Read(OrtValue output)
    {
        if (output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
        {
            return output.GetTensorDataAsSpan<float>();
        }

        ReadOnlySpan<Float16> halves = output.GetTensorDataAsSpan<Float16>();
        float[] values = new float[halves.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = (float)BitConverter.UInt16BitsToHalf(halves[index].value);
        }

        return values;
    }
}
