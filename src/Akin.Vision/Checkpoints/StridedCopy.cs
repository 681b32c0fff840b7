namespace Akin.Vision.Checkpoints;

/// <summary>Copies a view with gaps, or one that sees elements several times, into a row-major block.</summary>
internal static class StridedCopy
{
    /// <summary>Reads the tensor's elements.</summary>
    /// <param name="tensor">A tensor with strides.</param>
    /// <returns>Its elements, row-major and without gaps.</returns>
    /// <exception cref="CheckpointException">It has more bytes than its file, or the file has become shorter.</exception>
    public static byte[] Read(StoredTensor tensor)
    {
        IReadOnlyList<long> strides = tensor.Strides!;
        using FileStream file = File.OpenRead(tensor.FilePath);
        Int128 extent = 1;
        Int128 count = 1;
        for (int axis = 0; axis < strides.Count; axis++)
        {
            extent += (Int128)(tensor.Shape[axis] - 1) * strides[axis];
            count = count > long.MaxValue ? count : count * tensor.Shape[axis];
        }

        int elementLength = (int)(tensor.LengthInBytes / extent);
        if (count * elementLength > Math.Min(file.Length, Array.MaxLength) || tensor.LengthInBytes > Math.Min(file.Length - tensor.OffsetInBytes, Array.MaxLength))
        {
            throw new CheckpointException(
                tensor.FilePath, $"{tensor.FilePath}: the tensor {tensor.Name} is a view that takes {count * elementLength} bytes when written out: save the model as model.safetensors.");
        }

        byte[] extentBytes = new byte[tensor.LengthInBytes];
        file.Position = tensor.OffsetInBytes;
        file.ReadExactly(extentBytes);
        byte[] copy = new byte[(long)count * elementLength];
        long[] place = new long[strides.Count];
        for (int at = 0; at < copy.Length; at += elementLength)
        {
            long element = 0;
            for (int axis = 0; axis < place.Length; axis++)
            {
                element += place[axis] * strides[axis];
            }

            extentBytes.AsSpan((int)element * elementLength, elementLength).CopyTo(copy.AsSpan(at));
            Advance(place, tensor.Shape);
        }

        return copy;
    }

    /// <summary>Goes to the next element, the last axis fastest.</summary>
    private static void Advance(long[] place, IReadOnlyList<long> shape)
    {
        for (int axis = place.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
        {
            place[axis] = 0;
        }
    }
}
