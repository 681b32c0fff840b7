using Akin.Vision.Checkpoints;

namespace Akin.Vision.Tests.Checkpoints;

/// <summary>Reads a tensor's numbers the plain way: one element after the other, each where its strides say.</summary>
internal static class TensorValues
{
    public static float[] Read(StoredTensor tensor)
    {
        byte[] file = File.ReadAllBytes(tensor.FilePath);
        int length = (int)tensor.Shape.Aggregate(1L, (product, edge) => product * edge);
        float[] values = new float[length];
        for (int index = 0; index < length; index++)
        {
            long element = index;
            if (tensor.Strides is IReadOnlyList<long> strides)
            {
                element = 0;
                long rest = index;
                for (int axis = strides.Count - 1; axis >= 0; axis--)
                {
                    element += rest % tensor.Shape[axis] * strides[axis];
                    rest /= tensor.Shape[axis];
                }
            }

            int at(int bytes) => (int)(tensor.OffsetInBytes + (element * bytes));
            values[index] = tensor.Type switch
            {
                "F32" => BitConverter.ToSingle(file, at(4)),
                "F16" => (float)BitConverter.ToHalf(file, at(2)),
                "BF16" => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(file, at(2)) << 16),
                _ => throw new NotSupportedException(tensor.Type),
            };
        }

        return values;
    }
}
