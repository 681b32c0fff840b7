using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

/// <summary>
/// Resizes in floating point without rounding between the passes, as PyTorch's antialiased <c>interpolate</c> does for pictures that were rescaled before: the processor
/// of DINOv3 has no other way. Tiers agree to the rounding of float32, about 1e-6 of the largest level.
/// </summary>
internal static class FloatResize
{
    /// <summary>The most numbers that a step may keep, 256 MB of float32: a picture of 100,000 rows at a width of 224 stays below it.</summary>
    private const long NumberLimit = 1 << 26;

    /// <summary>Resizes a picture.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Pixels across the result.</param>
    /// <param name="height">Pixels down the result.</param>
    /// <param name="filter">A filter with a curve.</param>
    /// <param name="planes">float32 [3, height, width]: levels of 0 to 255, where the filter does not overshoot.</param>
    /// <exception cref="ImageDecodeException">The picture is so elongated that a step would take too much memory.</exception>
    public static void Resize(PixelImage source, int width, int height, ResizeFilter filter, Span<float> planes)
    {
        long largest = Math.Max(3L * width * source.Height, Math.Max(
            (long)width * FilterWeights.LargestTapCount(filter, source.Width, width),
            (long)height * FilterWeights.LargestTapCount(filter, source.Height, height)));
        if (largest > NumberLimit)
        {
            throw new ImageDecodeException(string.Create(CultureInfo.InvariantCulture, $"{source.Width} x {source.Height} pixels are too elongated to be resized to {width} x {height} in floating point"), PictureFault.BeyondLimits);
        }

        FilterWeights columns = FilterWeights.Compute(filter, source.Width, width, 0, width);
        FilterWeights rows = FilterWeights.Compute(filter, source.Height, height, 0, height);
        int rowLength = width * 3;
        float[] narrow = ArrayPool<float>.Shared.Rent(rowLength * source.Height);
        float[] sums = ArrayPool<float>.Shared.Rent(rowLength);
        try
        {
            for (int y = 0; y < source.Height; y++)
            {
                Across(source.PixelsAndSlack[(y * source.Width * 3)..], columns, narrow.AsSpan(y * rowLength, rowLength));
            }

            for (int y = 0; y < height; y++)
            {
                Down(narrow, rowLength, rows, y, sums.AsSpan(0, rowLength));
                Separate(sums.AsSpan(0, rowLength), planes, y * width, width * height);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(narrow);
            ArrayPool<float>.Shared.Return(sums);
        }
    }

    /// <summary>Three colours at once; reads one byte behind a pixel.</summary>
    private static void Across(ReadOnlySpan<byte> row, FilterWeights columns, Span<float> target)
    {
        for (int x = 0; x < columns.Starts.Length; x++)
        {
            ReadOnlySpan<double> weights = columns.Values.AsSpan(x * columns.TapCount, columns.Lengths[x]);
            ref byte pixel = ref Unsafe.Add(ref MemoryMarshal.GetReference(row), columns.Starts[x] * 3);
            Vector128<float> sum = Vector128<float>.Zero;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector128<byte> four = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixel, tap * 3))).AsByte();
                Vector128<float> colours = Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32());
                sum += colours * Vector128.Create((float)weights[tap]);
            }

            target[x * 3] = sum[0];
            target[(x * 3) + 1] = sum[1];
            target[(x * 3) + 2] = sum[2];
        }
    }

    private static void Down(ReadOnlySpan<float> narrow, int rowLength, FilterWeights rows, int y, Span<float> target)
    {
        target.Clear();
        for (int tap = 0; tap < rows.Lengths[y]; tap++)
        {
            float weight = (float)rows.Values[(y * rows.TapCount) + tap];
            ReadOnlySpan<float> source = narrow.Slice((rows.Starts[y] + tap) * rowLength, rowLength);
            int x = 0;
            for (; x + Vector<float>.Count <= rowLength; x += Vector<float>.Count)
            {
                (new Vector<float>(target[x..]) + (new Vector<float>(source[x..]) * new Vector<float>(weight))).CopyTo(target[x..]);
            }

            for (; x < rowLength; x++)
            {
                target[x] += source[x] * weight;
            }
        }
    }

    private static void Separate(ReadOnlySpan<float> interleaved, Span<float> planes, int offset, int planeLength)
    {
        for (int index = 0; index < interleaved.Length; index++)
        {
            planes[(index % 3 * planeLength) + offset + (index / 3)] = interleaved[index];
        }
    }
}
