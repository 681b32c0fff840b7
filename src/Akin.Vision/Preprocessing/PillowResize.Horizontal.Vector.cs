using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vision.Preprocessing;

/// <content>Kernels of one numeric contract: sums wrap around as 32-bit integers, so all give the bytes of <see cref="HorizontalScalar"/>. They read up to 16 bytes from a tap on, and write the target only.</content>
internal static partial class PillowResize
{
    /// <summary>One tap a step and lane: three colours and a zero. Runs on every machine that has 128-bit vectors, ARM's among them.</summary>
    internal static void Horizontal128(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps, int origin)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(taps.Weights);
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            Vector128<uint> sum0 = Vector128<uint>.Zero;
            Vector128<uint> sum1 = Vector128<uint>.Zero;
            ref byte pixels = ref Unsafe.Add(ref from, (taps.Starts[x] - origin) * 3);
            ref int own = ref Unsafe.Add(ref weights, x * taps.TapCount);
            for (int tap = 0; tap < taps.Lengths[x]; tap += 4)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Spread(ref Unsafe.Add(ref pixels, tap * 3)));
                (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(lower);
                (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(upper);
                Vector128<uint> four = Vector128.LoadUnsafe(ref own, (nuint)tap).AsUInt32();
                sum0 += first * Vector128.Shuffle(four, Vector128.Create(0u, 0, 0, 0));
                sum1 += second * Vector128.Shuffle(four, Vector128.Create(1u, 1, 1, 1));
                sum0 += third * Vector128.Shuffle(four, Vector128.Create(2u, 2, 2, 2));
                sum1 += fourth * Vector128.Shuffle(four, Vector128.Create(3u, 3, 3, 3));
            }

            Store((sum0 + sum1).AsInt32(), target, x);
        }
    }

    /// <summary>Two taps a step.</summary>
    internal static void Horizontal256(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps, int origin)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(taps.Weights);
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            Vector256<int> sum = Vector256<int>.Zero;
            ref byte pixels = ref Unsafe.Add(ref from, (taps.Starts[x] - origin) * 3);
            ref int own = ref Unsafe.Add(ref weights, x * taps.TapCount);
            for (int tap = 0; tap < taps.Lengths[x]; tap += 2)
            {
                Vector256<int> colours = Avx2.ConvertToVector256Int32(Spread(ref Unsafe.Add(ref pixels, tap * 3)));
                Vector256<int> two = Vector256.Create(Vector128.Create(Unsafe.Add(ref own, tap)), Vector128.Create(Unsafe.Add(ref own, tap + 1)));
                sum += colours * two;
            }

            Store(sum.GetLower() + sum.GetUpper(), target, x);
        }
    }

    /// <summary>Four taps a step: 12 bytes become 16 numbers.</summary>
    internal static void Horizontal512(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps, int origin)
    {
        Vector512<int> eachFourTimes = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(taps.Weights);
        for (int x = 0; x < taps.Starts.Length; x++)
        {
            Vector512<int> sum = Vector512<int>.Zero;
            ref byte pixels = ref Unsafe.Add(ref from, (taps.Starts[x] - origin) * 3);
            ref int own = ref Unsafe.Add(ref weights, x * taps.TapCount);
            for (int tap = 0; tap < taps.Lengths[x]; tap += 4)
            {
                Vector512<int> colours = Avx512F.ConvertToVector512Int32(Spread(ref Unsafe.Add(ref pixels, tap * 3)));
                Vector512<int> four = Avx512F.PermuteVar16x32(Vector128.LoadUnsafe(ref own, (nuint)tap).ToVector256Unsafe().ToVector512Unsafe(), eachFourTimes);
                sum += colours * four;
            }

            Vector256<int> half = sum.GetLower() + sum.GetUpper();
            Store(half.GetLower() + half.GetUpper(), target, x);
        }
    }

    /// <summary>Four pixels of three bytes, with a zero behind each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(ref byte pixels) =>
        Vector128.Shuffle(Vector128.LoadUnsafe(ref pixels), Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255));

    /// <summary>Rounds and clips three sums and writes them as pixel <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> sums, Span<byte> target, int x)
    {
        Vector128<int> levels = (sums + Vector128.Create(Half)) >> ResizeTaps.FractionBits;
        Vector128<ushort> words = Vector128.Narrow(Vector128.Clamp(levels, Vector128<int>.Zero, Vector128.Create(255)).AsUInt32(), Vector128<uint>.Zero);
        uint colours = Vector128.Narrow(words, Vector128<ushort>.Zero).AsUInt32().ToScalar();

        // Four bytes at once, the fourth to be overwritten by the next pixel; the last pixel has none behind it.
        ref byte place = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), x * 3);
        if ((x * 3) + 4 <= target.Length)
        {
            Unsafe.WriteUnaligned(ref place, colours);
        }
        else
        {
            Unsafe.WriteUnaligned(ref place, (ushort)colours);
            Unsafe.Add(ref place, 2) = (byte)(colours >> 16);
        }
    }
}
