using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class Dot
{
    /// <summary><see cref="Float"/> by 128 bits; at least 4 components.</summary>
    internal static float Float128(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector128<float>.Count;
        Vector128<float> sum0 = Vector128<float>.Zero;
        Vector128<float> sum1 = Vector128<float>.Zero;
        Vector128<float> sum2 = Vector128<float>.Zero;
        Vector128<float> sum3 = Vector128<float>.Zero;
        nuint index = 0;
        for (; index + (4 * lanes) <= length; index += 4 * lanes)
        {
            sum0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index), Vector128.LoadUnsafe(ref right, index), sum0);
            sum1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + lanes), Vector128.LoadUnsafe(ref right, index + lanes), sum1);
            sum2 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + (2 * lanes)), Vector128.LoadUnsafe(ref right, index + (2 * lanes)), sum2);
            sum3 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + (3 * lanes)), Vector128.LoadUnsafe(ref right, index + (3 * lanes)), sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            sum0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index), Vector128.LoadUnsafe(ref right, index), sum0);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off on both sides, so that no NaN comes back by 0 * infinity.
            Vector128<float> unseen = Vector128.GreaterThanOrEqual(Vector128<int>.Indices, Vector128.Create((int)(lanes - (length - index)))).AsSingle();
            sum1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, length - lanes) & unseen, Vector128.LoadUnsafe(ref right, length - lanes) & unseen, sum1);
        }

        return Vector128.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary><see cref="Half"/> by 128 bits; at least 8 components.</summary>
    internal static float Half128(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row, in ReadAhead ahead)
    {
        ref float left = ref MemoryMarshal.GetReference(scaledQuery);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        nuint length = (nuint)scaledQuery.Length;
        nuint lanes = (nuint)Vector128<ushort>.Count;
        Vector128<float> sum0 = Vector128<float>.Zero;
        Vector128<float> sum1 = Vector128<float>.Zero;
        Vector128<float> sum2 = Vector128<float>.Zero;
        Vector128<float> sum3 = Vector128<float>.Zero;
        nuint index = 0;
        for (; index + (2 * lanes) <= length; index += 2 * lanes)
        {
            ahead.Touch(index);
            (Vector128<float> lower0, Vector128<float> upper0) = WidenNormal(Vector128.LoadUnsafe(ref right, index));
            (Vector128<float> lower1, Vector128<float> upper1) = WidenNormal(Vector128.LoadUnsafe(ref right, index + lanes));
            sum0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index), lower0, sum0);
            sum1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + (lanes / 2)), upper0, sum1);
            sum2 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + lanes), lower1, sum2);
            sum3 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + (3 * lanes / 2)), upper1, sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            (Vector128<float> lower, Vector128<float> upper) = WidenNormal(Vector128.LoadUnsafe(ref right, index));
            sum0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index), lower, sum0);
            sum1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, index + (lanes / 2)), upper, sum1);
        }

        if (index < length)
        {
            // As above; a masked half is +0, and a masked query must not be infinity or NaN beside it.
            Vector128<ushort> unseen = Vector128.GreaterThanOrEqual(Vector128<ushort>.Indices, Vector128.Create((ushort)(lanes - (length - index))));
            (Vector128<float> lower, Vector128<float> upper) = WidenNormal(Vector128.LoadUnsafe(ref right, length - lanes) & unseen);
            (Vector128<int> unseenLower, Vector128<int> unseenUpper) = Vector128.Widen(unseen.AsInt16());
            sum2 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, length - lanes) & unseenLower.AsSingle(), lower, sum2);
            sum3 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, length - (lanes / 2)) & unseenUpper.AsSingle(), upper, sum3);
        }

        return Vector128.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary>Finite halves' values times 2^-112, subnormal ones as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Lower, Vector128<float> Upper) WidenNormal(Vector128<ushort> bits) =>
        Widen(Vector128.ConditionalSelect(Vector128.Equals(bits & Vector128.Create(HalfExponent), Vector128<ushort>.Zero), Vector128<ushort>.Zero, bits));

    /// <summary>Finite halves' values times 2^-112.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Lower, Vector128<float> Upper) Widen(Vector128<ushort> bits)
    {
        (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(bits.AsInt16());
        return (Shift(lower), Shift(upper));

        // Sign extension leaves the sign in bit 31 and copies of it in bits 28 to 30, which belong to the exponent's top and are cleared.
        static Vector128<float> Shift(Vector128<int> value) => ((value << 13) & Vector128.Create(unchecked((int)0x8FFFFFFF))).AsSingle();
    }

    /// <summary><see cref="Float"/> by 256 bits; at least 8 components.</summary>
    internal static float Float256(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector256<float>.Count;
        Vector256<float> sum0 = Vector256<float>.Zero;
        Vector256<float> sum1 = Vector256<float>.Zero;
        Vector256<float> sum2 = Vector256<float>.Zero;
        Vector256<float> sum3 = Vector256<float>.Zero;
        nuint index = 0;
        for (; index + (4 * lanes) <= length; index += 4 * lanes)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index), Vector256.LoadUnsafe(ref right, index), sum0);
            sum1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + lanes), Vector256.LoadUnsafe(ref right, index + lanes), sum1);
            sum2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + (2 * lanes)), Vector256.LoadUnsafe(ref right, index + (2 * lanes)), sum2);
            sum3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + (3 * lanes)), Vector256.LoadUnsafe(ref right, index + (3 * lanes)), sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index), Vector256.LoadUnsafe(ref right, index), sum0);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off on both sides, so that no NaN comes back by 0 * infinity.
            Vector256<float> unseen = Vector256.GreaterThanOrEqual(Vector256<int>.Indices, Vector256.Create((int)(lanes - (length - index)))).AsSingle();
            sum1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, length - lanes) & unseen, Vector256.LoadUnsafe(ref right, length - lanes) & unseen, sum1);
        }

        return Vector256.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary><see cref="Half"/> by 256 bits; at least 16 components.</summary>
    internal static float Half256(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row, in ReadAhead ahead)
    {
        ref float left = ref MemoryMarshal.GetReference(scaledQuery);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        nuint length = (nuint)scaledQuery.Length;
        nuint lanes = (nuint)Vector256<ushort>.Count;
        Vector256<float> sum0 = Vector256<float>.Zero;
        Vector256<float> sum1 = Vector256<float>.Zero;
        Vector256<float> sum2 = Vector256<float>.Zero;
        Vector256<float> sum3 = Vector256<float>.Zero;
        nuint index = 0;
        for (; index + (2 * lanes) <= length; index += 2 * lanes)
        {
            ahead.Touch(index);
            (Vector256<float> lower0, Vector256<float> upper0) = WidenNormal(Vector256.LoadUnsafe(ref right, index));
            (Vector256<float> lower1, Vector256<float> upper1) = WidenNormal(Vector256.LoadUnsafe(ref right, index + lanes));
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index), lower0, sum0);
            sum1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + (lanes / 2)), upper0, sum1);
            sum2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + lanes), lower1, sum2);
            sum3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + (3 * lanes / 2)), upper1, sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            (Vector256<float> lower, Vector256<float> upper) = WidenNormal(Vector256.LoadUnsafe(ref right, index));
            sum0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index), lower, sum0);
            sum1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, index + (lanes / 2)), upper, sum1);
        }

        if (index < length)
        {
            // As above; a masked half is +0, and a masked query must not be infinity or NaN beside it.
            Vector256<ushort> unseen = Vector256.GreaterThanOrEqual(Vector256<ushort>.Indices, Vector256.Create((ushort)(lanes - (length - index))));
            (Vector256<float> lower, Vector256<float> upper) = WidenNormal(Vector256.LoadUnsafe(ref right, length - lanes) & unseen);
            (Vector256<int> unseenLower, Vector256<int> unseenUpper) = Vector256.Widen(unseen.AsInt16());
            sum2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, length - lanes) & unseenLower.AsSingle(), lower, sum2);
            sum3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, length - (lanes / 2)) & unseenUpper.AsSingle(), upper, sum3);
        }

        return Vector256.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary>Finite halves' values times 2^-112, subnormal ones as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Lower, Vector256<float> Upper) WidenNormal(Vector256<ushort> bits) =>
        Widen(Vector256.ConditionalSelect(Vector256.Equals(bits & Vector256.Create(HalfExponent), Vector256<ushort>.Zero), Vector256<ushort>.Zero, bits));

    /// <summary>Finite halves' values times 2^-112.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Lower, Vector256<float> Upper) Widen(Vector256<ushort> bits)
    {
        (Vector256<int> lower, Vector256<int> upper) = Vector256.Widen(bits.AsInt16());
        return (Shift(lower), Shift(upper));

        // Sign extension leaves the sign in bit 31 and copies of it in bits 28 to 30, which belong to the exponent's top and are cleared.
        static Vector256<float> Shift(Vector256<int> value) => ((value << 13) & Vector256.Create(unchecked((int)0x8FFFFFFF))).AsSingle();
    }

    /// <summary><see cref="Float"/> by 512 bits; at least 16 components.</summary>
    internal static float Float512(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        ref float left = ref MemoryMarshal.GetReference(query);
        ref float right = ref MemoryMarshal.GetReference(row);
        nuint length = (nuint)query.Length;
        nuint lanes = (nuint)Vector512<float>.Count;
        Vector512<float> sum0 = Vector512<float>.Zero;
        Vector512<float> sum1 = Vector512<float>.Zero;
        Vector512<float> sum2 = Vector512<float>.Zero;
        Vector512<float> sum3 = Vector512<float>.Zero;
        nuint index = 0;
        for (; index + (4 * lanes) <= length; index += 4 * lanes)
        {
            sum0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index), Vector512.LoadUnsafe(ref right, index), sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + lanes), Vector512.LoadUnsafe(ref right, index + lanes), sum1);
            sum2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + (2 * lanes)), Vector512.LoadUnsafe(ref right, index + (2 * lanes)), sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + (3 * lanes)), Vector512.LoadUnsafe(ref right, index + (3 * lanes)), sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            sum0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index), Vector512.LoadUnsafe(ref right, index), sum0);
        }

        if (index < length)
        {
            // The last full vector overlaps lanes that are in the sum already: those are masked off on both sides, so that no NaN comes back by 0 * infinity.
            Vector512<float> unseen = Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create((int)(lanes - (length - index)))).AsSingle();
            sum1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, length - lanes) & unseen, Vector512.LoadUnsafe(ref right, length - lanes) & unseen, sum1);
        }

        return Vector512.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary><see cref="Half"/> by 512 bits; at least 32 components.</summary>
    internal static float Half512(ReadOnlySpan<float> scaledQuery, ReadOnlySpan<Half> row, in ReadAhead ahead)
    {
        ref float left = ref MemoryMarshal.GetReference(scaledQuery);
        ref ushort right = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        nuint length = (nuint)scaledQuery.Length;
        nuint lanes = (nuint)Vector512<ushort>.Count;
        Vector512<float> sum0 = Vector512<float>.Zero;
        Vector512<float> sum1 = Vector512<float>.Zero;
        Vector512<float> sum2 = Vector512<float>.Zero;
        Vector512<float> sum3 = Vector512<float>.Zero;
        nuint index = 0;
        for (; index + (2 * lanes) <= length; index += 2 * lanes)
        {
            ahead.Touch(index);
            ahead.Touch(index + lanes);
            (Vector512<float> lower0, Vector512<float> upper0) = WidenNormal(Vector512.LoadUnsafe(ref right, index));
            (Vector512<float> lower1, Vector512<float> upper1) = WidenNormal(Vector512.LoadUnsafe(ref right, index + lanes));
            sum0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index), lower0, sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + (lanes / 2)), upper0, sum1);
            sum2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + lanes), lower1, sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + (3 * lanes / 2)), upper1, sum3);
        }

        for (; index + lanes <= length; index += lanes)
        {
            (Vector512<float> lower, Vector512<float> upper) = WidenNormal(Vector512.LoadUnsafe(ref right, index));
            sum0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index), lower, sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, index + (lanes / 2)), upper, sum1);
        }

        if (index < length)
        {
            // As above; a masked half is +0, and a masked query must not be infinity or NaN beside it.
            Vector512<ushort> unseen = Vector512.GreaterThanOrEqual(Vector512<ushort>.Indices, Vector512.Create((ushort)(lanes - (length - index))));
            (Vector512<float> lower, Vector512<float> upper) = WidenNormal(Vector512.LoadUnsafe(ref right, length - lanes) & unseen);
            (Vector512<int> unseenLower, Vector512<int> unseenUpper) = Vector512.Widen(unseen.AsInt16());
            sum2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, length - lanes) & unseenLower.AsSingle(), lower, sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref left, length - (lanes / 2)) & unseenUpper.AsSingle(), upper, sum3);
        }

        return Vector512.Sum((sum0 + sum1) + (sum2 + sum3));
    }

    /// <summary>Finite halves' values times 2^-112, subnormal ones as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Lower, Vector512<float> Upper) WidenNormal(Vector512<ushort> bits) =>
        Widen(Vector512.ConditionalSelect(Vector512.Equals(bits & Vector512.Create(HalfExponent), Vector512<ushort>.Zero), Vector512<ushort>.Zero, bits));

    /// <summary>Finite halves' values times 2^-112.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Lower, Vector512<float> Upper) Widen(Vector512<ushort> bits)
    {
        (Vector512<int> lower, Vector512<int> upper) = Vector512.Widen(bits.AsInt16());
        return (Shift(lower), Shift(upper));

        // Sign extension leaves the sign in bit 31 and copies of it in bits 28 to 30, which belong to the exponent's top and are cleared.
        static Vector512<float> Shift(Vector512<int> value) => ((value << 13) & Vector512.Create(unchecked((int)0x8FFFFFFF))).AsSingle();
    }
}
