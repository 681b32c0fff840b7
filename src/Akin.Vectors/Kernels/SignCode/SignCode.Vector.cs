using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class SignCode
{
    /// <summary><see cref="Encode"/> by 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Sums Encode128(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs)
    {
        ref float components = ref MemoryMarshal.GetReference(vector);
        ref float centres = ref MemoryMarshal.GetReference(centre);
        Lanes128 sums = default;
        for (int word = 0; word < signs.Length; word++)
        {
            nuint offset = (nuint)(word * Lanes);
            signs[word] = (ushort)~sums.Add(ref components, ref centres, offset);
        }

        return sums.Total();
    }

    /// <summary><see cref="Encode"/> by 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Sums Encode256(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs)
    {
        ref float components = ref MemoryMarshal.GetReference(vector);
        ref float centres = ref MemoryMarshal.GetReference(centre);
        Lanes256 sums = default;
        for (int word = 0; word < signs.Length; word++)
        {
            nuint offset = (nuint)(word * Lanes);
            signs[word] = (ushort)~sums.Add(ref components, ref centres, offset);
        }

        return sums.Total();
    }

    /// <summary><see cref="Encode"/> by 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Sums Encode512(ReadOnlySpan<float> vector, ReadOnlySpan<float> centre, Span<ushort> signs)
    {
        ref float components = ref MemoryMarshal.GetReference(vector);
        ref float centres = ref MemoryMarshal.GetReference(centre);
        Vector512<float> squares = Vector512<float>.Zero;
        Vector512<float> magnitudes = Vector512<float>.Zero;
        Vector512<float> products = Vector512<float>.Zero;
        Vector512<float> signed = Vector512<float>.Zero;
        for (int word = 0; word < signs.Length; word++)
        {
            nuint offset = (nuint)(word * Lanes);
            Vector512<float> middle = Vector512.LoadUnsafe(ref centres, offset);
            Vector512<float> difference = Vector512.LoadUnsafe(ref components, offset) - middle;
            Vector512<float> isNegative = Vector512.LessThan(difference, Vector512<float>.Zero);
            squares += difference * difference;
            magnitudes += Vector512.Abs(difference);
            products += difference * middle;
            signed += Vector512.ConditionalSelect(isNegative, -middle, middle);
            signs[word] = (ushort)~(uint)isNegative.ExtractMostSignificantBits();
        }

        return new Sums(Halve(squares), Halve(magnitudes), Halve(products), Halve(signed));
    }

    /// <summary>16 lanes of the four sums, by 128 bits.</summary>
    private struct Lanes128
    {
        private Part128 _part0;
        private Part128 _part1;
        private Part128 _part2;
        private Part128 _part3;

        /// <summary>Adds 16 components, and tells which differences are negative.</summary>
        public uint Add(ref float components, ref float centres, nuint offset) =>
            _part0.Add(Vector128.LoadUnsafe(ref components, offset), Vector128.LoadUnsafe(ref centres, offset))
            | (_part1.Add(Vector128.LoadUnsafe(ref components, offset + 4), Vector128.LoadUnsafe(ref centres, offset + 4)) << 4)
            | (_part2.Add(Vector128.LoadUnsafe(ref components, offset + 8), Vector128.LoadUnsafe(ref centres, offset + 8)) << 8)
            | (_part3.Add(Vector128.LoadUnsafe(ref components, offset + 12), Vector128.LoadUnsafe(ref centres, offset + 12)) << 12);

        public readonly Sums Total() => new(
            Halve((_part0.Squares + _part2.Squares) + (_part1.Squares + _part3.Squares)),
            Halve((_part0.Magnitudes + _part2.Magnitudes) + (_part1.Magnitudes + _part3.Magnitudes)),
            Halve((_part0.Products + _part2.Products) + (_part1.Products + _part3.Products)),
            Halve((_part0.Signed + _part2.Signed) + (_part1.Signed + _part3.Signed)));
    }

    /// <summary>4 lanes of the four sums.</summary>
    private struct Part128
    {
        public Vector128<float> Squares;
        public Vector128<float> Magnitudes;
        public Vector128<float> Products;
        public Vector128<float> Signed;

        public uint Add(Vector128<float> component, Vector128<float> middle)
        {
            Vector128<float> difference = component - middle;
            Vector128<float> isNegative = Vector128.LessThan(difference, Vector128<float>.Zero);
            Squares += difference * difference;
            Magnitudes += Vector128.Abs(difference);
            Products += difference * middle;
            Signed += Vector128.ConditionalSelect(isNegative, -middle, middle);
            return isNegative.ExtractMostSignificantBits();
        }
    }

    /// <summary>16 lanes of the four sums, by 256 bits.</summary>
    private struct Lanes256
    {
        private Part256 _part0;
        private Part256 _part1;

        /// <summary>Adds 16 components, and tells which differences are negative.</summary>
        public uint Add(ref float components, ref float centres, nuint offset) =>
            _part0.Add(Vector256.LoadUnsafe(ref components, offset), Vector256.LoadUnsafe(ref centres, offset))
            | (_part1.Add(Vector256.LoadUnsafe(ref components, offset + 8), Vector256.LoadUnsafe(ref centres, offset + 8)) << 8);

        public readonly Sums Total() => new(
            Halve(_part0.Squares + _part1.Squares),
            Halve(_part0.Magnitudes + _part1.Magnitudes),
            Halve(_part0.Products + _part1.Products),
            Halve(_part0.Signed + _part1.Signed));
    }

    /// <summary>8 lanes of the four sums.</summary>
    private struct Part256
    {
        public Vector256<float> Squares;
        public Vector256<float> Magnitudes;
        public Vector256<float> Products;
        public Vector256<float> Signed;

        public uint Add(Vector256<float> component, Vector256<float> middle)
        {
            Vector256<float> difference = component - middle;
            Vector256<float> isNegative = Vector256.LessThan(difference, Vector256<float>.Zero);
            Squares += difference * difference;
            Magnitudes += Vector256.Abs(difference);
            Products += difference * middle;
            Signed += Vector256.ConditionalSelect(isNegative, -middle, middle);
            return isNegative.ExtractMostSignificantBits();
        }
    }
}
