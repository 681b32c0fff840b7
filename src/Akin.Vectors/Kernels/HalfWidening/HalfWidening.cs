using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>Float16 numbers as the float32 numbers of the same value.</summary>
/// <remarks>
/// <para>By integer operations: the exponent field is moved into float32's place and its bias adjusted; subnormal numbers are normalised by a subtraction of 2^-14, which is
/// exact; the exponent of infinity and NaN is adjusted twice. Numeric contract: exact for all 65,536 patterns, so all tiers agree to the bit; a NaN keeps its payload.</para>
/// <para>Any length is allowed. Thread-safe, allocates nothing.</para>
/// </remarks>
internal static partial class HalfWidening
{
    /// <summary>From float16's 10 bits of mantissa to float32's 23.</summary>
    private const int MantissaShift = 13;

    private const uint HalfSign = 0x8000;

    private const uint HalfMagnitude = 0x7FFF;

    /// <summary>An exponent field of 1 in float32's place: smaller ones are subnormal.</summary>
    private const uint OneExponent = 1u << 23;

    /// <summary>An exponent field of 31 in float32's place: infinity and NaN.</summary>
    private const uint SpecialExponent = 31u << 23;

    /// <summary>The difference of float32's exponent bias, 127, from float16's, 15.</summary>
    private const uint Rebias = 112u << 23;

    /// <summary>2^-14, float16's least normal number, as float32's bits.</summary>
    private const uint LeastNormal = 113u << 23;

    /// <summary>Widens.</summary>
    /// <param name="halves">The numbers.</param>
    /// <param name="widened">As many, written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<Half> halves, Span<float> widened)
    {
        Debug.Assert(halves.Length == widened.Length, "The target has as many numbers.");
        if (Vector512.IsHardwareAccelerated && halves.Length >= Vector512<ushort>.Count)
        {
            Widen512(halves, widened);
        }
        else if (Vector256.IsHardwareAccelerated && halves.Length >= Vector256<ushort>.Count)
        {
            Widen256(halves, widened);
        }
        else if (Vector128.IsHardwareAccelerated && halves.Length >= Vector128<ushort>.Count)
        {
            Widen128(halves, widened);
        }
        else
        {
            WidenScalar(halves, widened);
        }
    }

    /// <summary>The reference for <see cref="Widen"/>.</summary>
    internal static void WidenScalar(ReadOnlySpan<Half> halves, Span<float> widened)
    {
        for (int index = 0; index < halves.Length; index++)
        {
            widened[index] = One(BitConverter.HalfToUInt16Bits(halves[index]));
        }
    }

    private static float One(ushort bits)
    {
        uint magnitude = (bits & HalfMagnitude) << MantissaShift;
        uint normal = magnitude + Rebias + (magnitude >= SpecialExponent ? Rebias : 0);
        float subnormal = BitConverter.UInt32BitsToSingle(magnitude + LeastNormal) - BitConverter.UInt32BitsToSingle(LeastNormal);
        uint value = magnitude >= OneExponent ? normal : BitConverter.SingleToUInt32Bits(subnormal);
        return BitConverter.UInt32BitsToSingle(value | ((bits & HalfSign) << 16));
    }
}
