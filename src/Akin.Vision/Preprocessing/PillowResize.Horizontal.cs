using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

internal static partial class PillowResize
{
    /// <summary>Makes each row of the result from the row of the window at its height.</summary>
    private static PixelImage Horizontal(PixelImage source, PixelWindow window, ResizeTaps taps)
    {
        PixelImage result = new(taps.Starts.Length, window.Height);
        for (int y = 0; y < window.Height; y++)
        {
            // Kernels read up to 16 bytes from a tap and write 4 a pixel: behind the last row lies slack, behind the others the next row, which is written later.
            ReadOnlySpan<byte> from = source.PixelsAndSlack[((((window.Top + y) * source.Width) + window.Left) * 3)..];
            Span<byte> to = result.PixelsAndSlack[(y * result.Width * 3)..];
            if (Avx512BW.IsSupported)
            {
                HorizontalAvx512(from, to, taps);
            }
            else if (Avx2.IsSupported)
            {
                HorizontalAvx2(from, to, taps);
            }
            else
            {
                HorizontalScalar(from, to, taps);
            }
        }

        return result;
    }

    /// <summary>The reference.</summary>
    internal static void HorizontalScalar(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps)
    {
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights.AsSpan(x * taps.TapCount, taps.Lengths[x]);
            ReadOnlySpan<byte> pixels = source.Slice(taps.Starts[x] * 3, weights.Length * 3);
            int red = Half;
            int green = Half;
            int blue = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                red += pixels[tap * 3] * weights[tap];
                green += pixels[(tap * 3) + 1] * weights[tap];
                blue += pixels[(tap * 3) + 2] * weights[tap];
            }

            target[x * 3] = Clip(red);
            target[(x * 3) + 1] = Clip(green);
            target[(x * 3) + 2] = Clip(blue);
        }
    }

    /// <summary>Four taps a step: 12 bytes become 16 numbers, three colours and a zero a tap.</summary>
    internal static void HorizontalAvx512(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps)
    {
        Vector512<int> eachFourTimes = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(taps.Weights);
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            Vector512<int> sum = Vector512<int>.Zero;
            ref byte pixels = ref Unsafe.Add(ref from, taps.Starts[x] * 3);
            ref int own = ref Unsafe.Add(ref weights, x * taps.TapCount);
            for (int tap = 0; tap < taps.Lengths[x]; tap += 4)
            {
                Vector512<int> colours = Avx512F.ConvertToVector512Int32(Spread(ref Unsafe.Add(ref pixels, tap * 3)));
                Vector512<int> four = Avx512F.PermuteVar16x32(Vector128.LoadUnsafe(ref own, (nuint)tap).ToVector256Unsafe().ToVector512Unsafe(), eachFourTimes);
                sum += colours * four;
            }

            Vector256<int> half = sum.GetLower() + sum.GetUpper();
            Store(half.GetLower() + half.GetUpper(), ref Unsafe.Add(ref to, x * 3));
        }
    }

    /// <summary>Two taps a step.</summary>
    internal static void HorizontalAvx2(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(target);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(taps.Weights);
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            Vector256<int> sum = Vector256<int>.Zero;
            ref byte pixels = ref Unsafe.Add(ref from, taps.Starts[x] * 3);
            ref int own = ref Unsafe.Add(ref weights, x * taps.TapCount);
            for (int tap = 0; tap < taps.Lengths[x]; tap += 2)
            {
                Vector256<int> colours = Avx2.ConvertToVector256Int32(Spread(ref Unsafe.Add(ref pixels, tap * 3)));
                Vector256<int> two = Vector256.Create(Vector128.Create(Unsafe.Add(ref own, tap)), Vector128.Create(Unsafe.Add(ref own, tap + 1)));
                sum += colours * two;
            }

            Store(sum.GetLower() + sum.GetUpper(), ref Unsafe.Add(ref to, x * 3));
        }
    }

    /// <summary>Four pixels of three bytes, with a zero behind each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(ref byte pixels) =>
        Vector128.Shuffle(Vector128.LoadUnsafe(ref pixels), Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255));

    /// <summary>Rounds and clips three sums and writes them, and a zero behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> sums, ref byte target)
    {
        Vector128<int> levels = (sums + Vector128.Create(Half)) >> ResizeTaps.FractionBits;
        Vector128<short> words = Sse2.PackSignedSaturate(levels, levels);
        Unsafe.WriteUnaligned(ref target, Sse2.PackUnsignedSaturate(words, words).AsUInt32().ToScalar());
    }
}
