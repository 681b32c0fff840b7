using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

internal static partial class DotInt8
{
    /// <summary><see cref="Product"/> by 128 bits; at least 16 components.</summary>
    internal static int Product128(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        ref sbyte left = ref MemoryMarshal.GetReference(query);
        ref sbyte right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector128<sbyte>.Count;
        Vector128<int> sum0 = Vector128<int>.Zero;
        Vector128<int> sum1 = Vector128<int>.Zero;
        nuint index = 0;
        for (; index + lanes <= length; index += lanes)
        {
            (Vector128<short> leftLower, Vector128<short> leftUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref left, index));
            (Vector128<short> rightLower, Vector128<short> rightUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref right, index));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off.
            Vector128<sbyte> unseen = Vector128.GreaterThanOrEqual(Vector128<byte>.Indices, Vector128.Create((byte)(lanes - (length - index)))).AsSByte();
            (Vector128<short> leftLower, Vector128<short> leftUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref left, length - lanes) & unseen);
            (Vector128<short> rightLower, Vector128<short> rightUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref right, length - lanes));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        return Vector128.Sum(sum0 + sum1);
    }

    /// <summary>Products of numbers that were int8, each added to that of another lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> PairSums(Vector128<short> left, Vector128<short> right)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(left, right);
        }

        (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(left * right);
        return lower + upper;
    }

    /// <summary><see cref="Product"/> by 256 bits; at least 32 components.</summary>
    internal static int Product256(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        ref sbyte left = ref MemoryMarshal.GetReference(query);
        ref sbyte right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector256<sbyte>.Count;
        Vector256<int> sum0 = Vector256<int>.Zero;
        Vector256<int> sum1 = Vector256<int>.Zero;
        nuint index = 0;
        for (; index + lanes <= length; index += lanes)
        {
            (Vector256<short> leftLower, Vector256<short> leftUpper) = Vector256.Widen(Vector256.LoadUnsafe(ref left, index));
            (Vector256<short> rightLower, Vector256<short> rightUpper) = Vector256.Widen(Vector256.LoadUnsafe(ref right, index));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off.
            Vector256<sbyte> unseen = Vector256.GreaterThanOrEqual(Vector256<byte>.Indices, Vector256.Create((byte)(lanes - (length - index)))).AsSByte();
            (Vector256<short> leftLower, Vector256<short> leftUpper) = Vector256.Widen(Vector256.LoadUnsafe(ref left, length - lanes) & unseen);
            (Vector256<short> rightLower, Vector256<short> rightUpper) = Vector256.Widen(Vector256.LoadUnsafe(ref right, length - lanes));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        return Vector256.Sum(sum0 + sum1);
    }

    /// <summary>Products of numbers that were int8, each added to that of another lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> PairSums(Vector256<short> left, Vector256<short> right)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(left, right);
        }

        (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(left * right);
        return lower + upper;
    }

    /// <summary><see cref="Product"/> by 512 bits; at least 64 components.</summary>
    internal static int Product512(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        ref sbyte left = ref MemoryMarshal.GetReference(query);
        ref sbyte right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector512<sbyte>.Count;
        Vector512<int> sum0 = Vector512<int>.Zero;
        Vector512<int> sum1 = Vector512<int>.Zero;
        nuint index = 0;
        for (; index + lanes <= length; index += lanes)
        {
            (Vector512<short> leftLower, Vector512<short> leftUpper) = Vector512.Widen(Vector512.LoadUnsafe(ref left, index));
            (Vector512<short> rightLower, Vector512<short> rightUpper) = Vector512.Widen(Vector512.LoadUnsafe(ref right, index));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off.
            Vector512<sbyte> unseen = Vector512.GreaterThanOrEqual(Vector512<byte>.Indices, Vector512.Create((byte)(lanes - (length - index)))).AsSByte();
            (Vector512<short> leftLower, Vector512<short> leftUpper) = Vector512.Widen(Vector512.LoadUnsafe(ref left, length - lanes) & unseen);
            (Vector512<short> rightLower, Vector512<short> rightUpper) = Vector512.Widen(Vector512.LoadUnsafe(ref right, length - lanes));
            sum0 += PairSums(leftLower, rightLower);
            sum1 += PairSums(leftUpper, rightUpper);
        }

        return Vector512.Sum(sum0 + sum1);
    }

    /// <summary>Products of numbers that were int8, each added to that of another lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> PairSums(Vector512<short> left, Vector512<short> right)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.MultiplyAddAdjacent(left, right);
        }

        (Vector512<int> lower, Vector512<int> upper) = Vector512.Widen(left * right);
        return lower + upper;
    }
}
