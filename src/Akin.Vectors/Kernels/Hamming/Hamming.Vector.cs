using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

// Optimised at once: the tail is seldom met while the runtime watches, and in code that it took for cold it cost three times as much.
internal static partial class Hamming
{
    /// <summary>A byte counts so many times up to 8 bits.</summary>
    private const uint StepsOfACount = 31;

    /// <summary>How many bits a number from 0 to 15 has.</summary>
    private static Vector128<byte> BitsOfNibbles => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);

    /// <summary><see cref="Distance"/> by 128 bits; at least 2 words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Distance128(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        nuint length = (nuint)left.Length;
        nuint lanes = (nuint)Vector128<ulong>.Count;
        Vector128<byte> table = BitsOfNibbles;
        Vector128<uint> sums = Vector128<uint>.Zero;
        nuint index = 0;
        while (index + lanes <= length)
        {
            Vector128<byte> counts = Vector128<byte>.Zero;
            nuint last = nuint.Min(length - lanes, index + ((StepsOfACount - 1) * lanes));
            for (; index <= last; index += lanes)
            {
                counts += BitsOfBytes(Vector128.LoadUnsafe(ref first, index) ^ Vector128.LoadUnsafe(ref second, index), table);
            }

            sums += SumsOfFour(counts);
        }

        if (index < length)
        {
            // The last full vector overlaps words that are counted already: those are masked off.
            Vector128<ulong> unseen = Vector128.GreaterThanOrEqual(Vector128<ulong>.Indices, Vector128.Create((ulong)(lanes - (length - index))));
            sums += SumsOfFour(BitsOfBytes((Vector128.LoadUnsafe(ref first, length - lanes) ^ Vector128.LoadUnsafe(ref second, length - lanes)) & unseen, table));
        }

        return (int)Vector128.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> BitsOfBytes(Vector128<ulong> words, Vector128<byte> table)
    {
        Vector128<byte> lower = words.AsByte() & Vector128.Create((byte)0x0F);
        Vector128<byte> upper = (words >>> 4).AsByte() & Vector128.Create((byte)0x0F);
        return Ssse3.IsSupported ? Ssse3.Shuffle(table, lower) + Ssse3.Shuffle(table, upper) : Vector128.ShuffleNative(table, lower) + Vector128.ShuffleNative(table, upper);
    }

    /// <summary>The sum of each four bytes that lie together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> SumsOfFour(Vector128<byte> counts)
    {
        Vector128<ushort> pairs = (counts.AsUInt16() & Vector128.Create((ushort)0xFF)) + (counts.AsUInt16() >>> 8);
        return (pairs.AsUInt32() & Vector128.Create(0xFFFFu)) + (pairs.AsUInt32() >>> 16);
    }

    /// <summary><see cref="Distance"/> by 256 bits; at least 4 words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Distance256(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        nuint length = (nuint)left.Length;
        nuint lanes = (nuint)Vector256<ulong>.Count;
        Vector256<byte> table = Vector256.Create(BitsOfNibbles);
        Vector256<uint> sums = Vector256<uint>.Zero;
        nuint index = 0;
        while (index + lanes <= length)
        {
            Vector256<byte> counts = Vector256<byte>.Zero;
            nuint last = nuint.Min(length - lanes, index + ((StepsOfACount - 1) * lanes));
            for (; index <= last; index += lanes)
            {
                counts += BitsOfBytes(Vector256.LoadUnsafe(ref first, index) ^ Vector256.LoadUnsafe(ref second, index), table);
            }

            sums += SumsOfFour(counts);
        }

        if (index < length)
        {
            // The last full vector overlaps words that are counted already: those are masked off.
            Vector256<ulong> unseen = Vector256.GreaterThanOrEqual(Vector256<ulong>.Indices, Vector256.Create((ulong)(lanes - (length - index))));
            sums += SumsOfFour(BitsOfBytes((Vector256.LoadUnsafe(ref first, length - lanes) ^ Vector256.LoadUnsafe(ref second, length - lanes)) & unseen, table));
        }

        return (int)Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> BitsOfBytes(Vector256<ulong> words, Vector256<byte> table)
    {
        Vector256<byte> lower = words.AsByte() & Vector256.Create((byte)0x0F);
        Vector256<byte> upper = (words >>> 4).AsByte() & Vector256.Create((byte)0x0F);
        return Avx2.IsSupported ? Avx2.Shuffle(table, lower) + Avx2.Shuffle(table, upper) : Vector256.ShuffleNative(table, lower) + Vector256.ShuffleNative(table, upper);
    }

    /// <summary>The sum of each four bytes that lie together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SumsOfFour(Vector256<byte> counts)
    {
        Vector256<ushort> pairs = (counts.AsUInt16() & Vector256.Create((ushort)0xFF)) + (counts.AsUInt16() >>> 8);
        return (pairs.AsUInt32() & Vector256.Create(0xFFFFu)) + (pairs.AsUInt32() >>> 16);
    }

    /// <summary><see cref="Distance"/> by 512 bits; at least 8 words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Distance512(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        ref ulong first = ref MemoryMarshal.GetReference(left);
        ref ulong second = ref MemoryMarshal.GetReference(right);
        nuint length = (nuint)left.Length;
        nuint lanes = (nuint)Vector512<ulong>.Count;
        Vector512<byte> table = Vector512.Create(BitsOfNibbles);
        Vector512<uint> sums = Vector512<uint>.Zero;
        nuint index = 0;
        while (index + lanes <= length)
        {
            Vector512<byte> counts = Vector512<byte>.Zero;
            nuint last = nuint.Min(length - lanes, index + ((StepsOfACount - 1) * lanes));
            for (; index <= last; index += lanes)
            {
                counts += BitsOfBytes(Vector512.LoadUnsafe(ref first, index) ^ Vector512.LoadUnsafe(ref second, index), table);
            }

            sums += SumsOfFour(counts);
        }

        if (index < length)
        {
            // The last full vector overlaps words that are counted already: those are masked off.
            Vector512<ulong> unseen = Vector512.GreaterThanOrEqual(Vector512<ulong>.Indices, Vector512.Create((ulong)(lanes - (length - index))));
            sums += SumsOfFour(BitsOfBytes((Vector512.LoadUnsafe(ref first, length - lanes) ^ Vector512.LoadUnsafe(ref second, length - lanes)) & unseen, table));
        }

        return (int)Vector512.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> BitsOfBytes(Vector512<ulong> words, Vector512<byte> table)
    {
        Vector512<byte> lower = words.AsByte() & Vector512.Create((byte)0x0F);
        Vector512<byte> upper = (words >>> 4).AsByte() & Vector512.Create((byte)0x0F);
        return Avx512BW.IsSupported ? Avx512BW.Shuffle(table, lower) + Avx512BW.Shuffle(table, upper) : Vector512.ShuffleNative(table, lower) + Vector512.ShuffleNative(table, upper);
    }

    /// <summary>The sum of each four bytes that lie together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> SumsOfFour(Vector512<byte> counts)
    {
        Vector512<ushort> pairs = (counts.AsUInt16() & Vector512.Create((ushort)0xFF)) + (counts.AsUInt16() >>> 8);
        return (pairs.AsUInt32() & Vector512.Create(0xFFFFu)) + (pairs.AsUInt32() >>> 16);
    }
}
