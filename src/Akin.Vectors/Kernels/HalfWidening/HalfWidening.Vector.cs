using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class HalfWidening
{
    /// <summary><see cref="Widen"/> by 128 bits; at least 8 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Widen128(ReadOnlySpan<Half> halves, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(halves));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector128<ushort>.Count;
        nuint last = (nuint)halves.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, index));
            Lanes(lower).StoreUnsafe(ref target, index);
            Lanes(upper).StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector128<uint> lastLower, Vector128<uint> lastUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, last));
        Lanes(lastLower).StoreUnsafe(ref target, last);
        Lanes(lastUpper).StoreUnsafe(ref target, last + (lanes / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Lanes(Vector128<uint> bits)
    {
        Vector128<uint> magnitude = (bits & Vector128.Create(HalfMagnitude)) << MantissaShift;
        Vector128<uint> isNormal = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(OneExponent));
        Vector128<uint> isSpecial = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(SpecialExponent));
        Vector128<uint> normal = magnitude + Vector128.Create(Rebias) + (isSpecial & Vector128.Create(Rebias));
        Vector128<float> subnormal = (magnitude + Vector128.Create(LeastNormal)).AsSingle() - Vector128.Create(LeastNormal).AsSingle();
        Vector128<uint> sign = (bits & Vector128.Create(HalfSign)) << 16;
        return (Vector128.ConditionalSelect(isNormal, normal, subnormal.AsUInt32()) | sign).AsSingle();
    }

    /// <summary><see cref="Widen"/> by 256 bits; at least 16 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Widen256(ReadOnlySpan<Half> halves, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(halves));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector256<ushort>.Count;
        nuint last = (nuint)halves.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, index));
            Lanes(lower).StoreUnsafe(ref target, index);
            Lanes(upper).StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector256<uint> lastLower, Vector256<uint> lastUpper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, last));
        Lanes(lastLower).StoreUnsafe(ref target, last);
        Lanes(lastUpper).StoreUnsafe(ref target, last + (lanes / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lanes(Vector256<uint> bits)
    {
        Vector256<uint> magnitude = (bits & Vector256.Create(HalfMagnitude)) << MantissaShift;
        Vector256<uint> isNormal = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(OneExponent));
        Vector256<uint> isSpecial = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(SpecialExponent));
        Vector256<uint> normal = magnitude + Vector256.Create(Rebias) + (isSpecial & Vector256.Create(Rebias));
        Vector256<float> subnormal = (magnitude + Vector256.Create(LeastNormal)).AsSingle() - Vector256.Create(LeastNormal).AsSingle();
        Vector256<uint> sign = (bits & Vector256.Create(HalfSign)) << 16;
        return (Vector256.ConditionalSelect(isNormal, normal, subnormal.AsUInt32()) | sign).AsSingle();
    }

    /// <summary><see cref="Widen"/> by 512 bits; at least 32 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Widen512(ReadOnlySpan<Half> halves, Span<float> widened)
    {
        ref ushort source = ref Unsafe.As<Half, ushort>(ref MemoryMarshal.GetReference(halves));
        ref float target = ref MemoryMarshal.GetReference(widened);
        nuint lanes = (nuint)Vector512<ushort>.Count;
        nuint last = (nuint)halves.Length - lanes;
        for (nuint index = 0; index < last; index += lanes)
        {
            (Vector512<uint> lower, Vector512<uint> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref source, index));
            Lanes(lower).StoreUnsafe(ref target, index);
            Lanes(upper).StoreUnsafe(ref target, index + (lanes / 2));
        }

        // The last full vector may overlap the one before: it writes the same numbers again.
        (Vector512<uint> lastLower, Vector512<uint> lastUpper) = Vector512.Widen(Vector512.LoadUnsafe(ref source, last));
        Lanes(lastLower).StoreUnsafe(ref target, last);
        Lanes(lastUpper).StoreUnsafe(ref target, last + (lanes / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lanes(Vector512<uint> bits)
    {
        Vector512<uint> magnitude = (bits & Vector512.Create(HalfMagnitude)) << MantissaShift;
        Vector512<uint> isNormal = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(OneExponent));
        Vector512<uint> isSpecial = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(SpecialExponent));
        Vector512<uint> normal = magnitude + Vector512.Create(Rebias) + (isSpecial & Vector512.Create(Rebias));
        Vector512<float> subnormal = (magnitude + Vector512.Create(LeastNormal)).AsSingle() - Vector512.Create(LeastNormal).AsSingle();
        Vector512<uint> sign = (bits & Vector512.Create(HalfSign)) << 16;
        return (Vector512.ConditionalSelect(isNormal, normal, subnormal.AsUInt32()) | sign).AsSingle();
    }
}
