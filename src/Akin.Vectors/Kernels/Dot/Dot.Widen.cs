using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class Dot
{
    /// <summary>Writes a float16 row as the float32 row that <see cref="Half"/> multiplies: each component times 2^-112, subnormal ones as zero.</summary>
    /// <remarks>Numeric contract: exact, so all widths agree bit for bit. Any length is allowed. Thread-safe, allocates nothing.</remarks>
    /// <param name="row">Finite components.</param>
    /// <param name="widened">As many components, written.</param>
    public static void WidenHalf(ReadOnlySpan<Half> row, Span<float> widened)
    {
        Debug.Assert(row.Length == widened.Length, "The target has as many components as the row.");
        if (Vector512.IsHardwareAccelerated && row.Length >= Vector512<ushort>.Count)
        {
            WidenHalf512(row, widened);
        }
        else if (Vector256.IsHardwareAccelerated && row.Length >= Vector256<ushort>.Count)
        {
            WidenHalf256(row, widened);
        }
        else if (Vector128.IsHardwareAccelerated && row.Length >= Vector128<ushort>.Count)
        {
            WidenHalf128(row, widened);
        }
        else
        {
            WidenHalfScalar(row, widened);
        }
    }

    /// <summary>The reference for <see cref="WidenHalf"/>.</summary>
    internal static void WidenHalfScalar(ReadOnlySpan<Half> row, Span<float> widened)
    {
        for (int index = 0; index < row.Length; index++)
        {
            ushort bits = BitConverter.HalfToUInt16Bits(row[index]);
            widened[index] = (bits & HalfExponent) == 0 ? 0 : Widen(bits);
        }
    }

    /// <summary><see cref="WidenHalf"/> by 128 bits; at least 8 components.</summary>
    internal static void WidenHalf128(ReadOnlySpan<Half> row, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector128<ushort>.Count;
        nuint last = (nuint)row.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector128<float> lower, Vector128<float> upper) = WidenNormal(Vector128.LoadUnsafe(ref source, index));
            lower.StoreUnsafe(ref target, index);
            upper.StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector128<float> lastLower, Vector128<float> lastUpper) = WidenNormal(Vector128.LoadUnsafe(ref source, last));
        lastLower.StoreUnsafe(ref target, last);
        lastUpper.StoreUnsafe(ref target, last + (lanes / 2));
    }

    /// <summary><see cref="WidenHalf"/> by 256 bits; at least 16 components.</summary>
    internal static void WidenHalf256(ReadOnlySpan<Half> row, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector256<ushort>.Count;
        nuint last = (nuint)row.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector256<float> lower, Vector256<float> upper) = WidenNormal(Vector256.LoadUnsafe(ref source, index));
            lower.StoreUnsafe(ref target, index);
            upper.StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector256<float> lastLower, Vector256<float> lastUpper) = WidenNormal(Vector256.LoadUnsafe(ref source, last));
        lastLower.StoreUnsafe(ref target, last);
        lastUpper.StoreUnsafe(ref target, last + (lanes / 2));
    }

    /// <summary><see cref="WidenHalf"/> by 512 bits; at least 32 components.</summary>
    internal static void WidenHalf512(ReadOnlySpan<Half> row, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(row));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector512<ushort>.Count;
        nuint last = (nuint)row.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector512<float> lower, Vector512<float> upper) = WidenNormal(Vector512.LoadUnsafe(ref source, index));
            lower.StoreUnsafe(ref target, index);
            upper.StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector512<float> lastLower, Vector512<float> lastUpper) = WidenNormal(Vector512.LoadUnsafe(ref source, last));
        lastLower.StoreUnsafe(ref target, last);
        lastUpper.StoreUnsafe(ref target, last + (lanes / 2));
    }
}
