using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class Rotation
{
    /// <summary><see cref="Butterfly"/> by 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Butterfly128(Span<float> group, ReadOnlySpan<float> signs)
    {
        ref float values = ref MemoryMarshal.GetReference(group);
        ref float factors = ref MemoryMarshal.GetReference(signs);
        for (nuint column = 0; column < ColumnCount; column += (nuint)Vector128<float>.Count)
        {
            Vector128<float> row0 = Vector128.LoadUnsafe(ref values, column) * Vector128.LoadUnsafe(ref factors, column);
            Vector128<float> row1 = Vector128.LoadUnsafe(ref values, column + 16) * Vector128.LoadUnsafe(ref factors, column + 16);
            Vector128<float> row2 = Vector128.LoadUnsafe(ref values, column + 32) * Vector128.LoadUnsafe(ref factors, column + 32);
            Vector128<float> row3 = Vector128.LoadUnsafe(ref values, column + 48) * Vector128.LoadUnsafe(ref factors, column + 48);
            Vector128<float> row4 = Vector128.LoadUnsafe(ref values, column + 64) * Vector128.LoadUnsafe(ref factors, column + 64);
            Vector128<float> row5 = Vector128.LoadUnsafe(ref values, column + 80) * Vector128.LoadUnsafe(ref factors, column + 80);
            Vector128<float> row6 = Vector128.LoadUnsafe(ref values, column + 96) * Vector128.LoadUnsafe(ref factors, column + 96);
            Vector128<float> row7 = Vector128.LoadUnsafe(ref values, column + 112) * Vector128.LoadUnsafe(ref factors, column + 112);

            (row0, row1) = (row0 + row1, row0 - row1);
            (row2, row3) = (row2 + row3, row2 - row3);
            (row4, row5) = (row4 + row5, row4 - row5);
            (row6, row7) = (row6 + row7, row6 - row7);
            (row0, row2) = (row0 + row2, row0 - row2);
            (row1, row3) = (row1 + row3, row1 - row3);
            (row4, row6) = (row4 + row6, row4 - row6);
            (row5, row7) = (row5 + row7, row5 - row7);
            (row0, row4) = (row0 + row4, row0 - row4);
            (row1, row5) = (row1 + row5, row1 - row5);
            (row2, row6) = (row2 + row6, row2 - row6);
            (row3, row7) = (row3 + row7, row3 - row7);

            row0.StoreUnsafe(ref values, column);
            row1.StoreUnsafe(ref values, column + 16);
            row2.StoreUnsafe(ref values, column + 32);
            row3.StoreUnsafe(ref values, column + 48);
            row4.StoreUnsafe(ref values, column + 64);
            row5.StoreUnsafe(ref values, column + 80);
            row6.StoreUnsafe(ref values, column + 96);
            row7.StoreUnsafe(ref values, column + 112);
        }
    }

    /// <summary><see cref="Butterfly"/> by 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Butterfly256(Span<float> group, ReadOnlySpan<float> signs)
    {
        ref float values = ref MemoryMarshal.GetReference(group);
        ref float factors = ref MemoryMarshal.GetReference(signs);
        for (nuint column = 0; column < ColumnCount; column += (nuint)Vector256<float>.Count)
        {
            Vector256<float> row0 = Vector256.LoadUnsafe(ref values, column) * Vector256.LoadUnsafe(ref factors, column);
            Vector256<float> row1 = Vector256.LoadUnsafe(ref values, column + 16) * Vector256.LoadUnsafe(ref factors, column + 16);
            Vector256<float> row2 = Vector256.LoadUnsafe(ref values, column + 32) * Vector256.LoadUnsafe(ref factors, column + 32);
            Vector256<float> row3 = Vector256.LoadUnsafe(ref values, column + 48) * Vector256.LoadUnsafe(ref factors, column + 48);
            Vector256<float> row4 = Vector256.LoadUnsafe(ref values, column + 64) * Vector256.LoadUnsafe(ref factors, column + 64);
            Vector256<float> row5 = Vector256.LoadUnsafe(ref values, column + 80) * Vector256.LoadUnsafe(ref factors, column + 80);
            Vector256<float> row6 = Vector256.LoadUnsafe(ref values, column + 96) * Vector256.LoadUnsafe(ref factors, column + 96);
            Vector256<float> row7 = Vector256.LoadUnsafe(ref values, column + 112) * Vector256.LoadUnsafe(ref factors, column + 112);

            (row0, row1) = (row0 + row1, row0 - row1);
            (row2, row3) = (row2 + row3, row2 - row3);
            (row4, row5) = (row4 + row5, row4 - row5);
            (row6, row7) = (row6 + row7, row6 - row7);
            (row0, row2) = (row0 + row2, row0 - row2);
            (row1, row3) = (row1 + row3, row1 - row3);
            (row4, row6) = (row4 + row6, row4 - row6);
            (row5, row7) = (row5 + row7, row5 - row7);
            (row0, row4) = (row0 + row4, row0 - row4);
            (row1, row5) = (row1 + row5, row1 - row5);
            (row2, row6) = (row2 + row6, row2 - row6);
            (row3, row7) = (row3 + row7, row3 - row7);

            row0.StoreUnsafe(ref values, column);
            row1.StoreUnsafe(ref values, column + 16);
            row2.StoreUnsafe(ref values, column + 32);
            row3.StoreUnsafe(ref values, column + 48);
            row4.StoreUnsafe(ref values, column + 64);
            row5.StoreUnsafe(ref values, column + 80);
            row6.StoreUnsafe(ref values, column + 96);
            row7.StoreUnsafe(ref values, column + 112);
        }
    }

    /// <summary><see cref="Butterfly"/> by 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Butterfly512(Span<float> group, ReadOnlySpan<float> signs)
    {
        ref float values = ref MemoryMarshal.GetReference(group);
        ref float factors = ref MemoryMarshal.GetReference(signs);
        for (nuint column = 0; column < ColumnCount; column += (nuint)Vector512<float>.Count)
        {
            Vector512<float> row0 = Vector512.LoadUnsafe(ref values, column) * Vector512.LoadUnsafe(ref factors, column);
            Vector512<float> row1 = Vector512.LoadUnsafe(ref values, column + 16) * Vector512.LoadUnsafe(ref factors, column + 16);
            Vector512<float> row2 = Vector512.LoadUnsafe(ref values, column + 32) * Vector512.LoadUnsafe(ref factors, column + 32);
            Vector512<float> row3 = Vector512.LoadUnsafe(ref values, column + 48) * Vector512.LoadUnsafe(ref factors, column + 48);
            Vector512<float> row4 = Vector512.LoadUnsafe(ref values, column + 64) * Vector512.LoadUnsafe(ref factors, column + 64);
            Vector512<float> row5 = Vector512.LoadUnsafe(ref values, column + 80) * Vector512.LoadUnsafe(ref factors, column + 80);
            Vector512<float> row6 = Vector512.LoadUnsafe(ref values, column + 96) * Vector512.LoadUnsafe(ref factors, column + 96);
            Vector512<float> row7 = Vector512.LoadUnsafe(ref values, column + 112) * Vector512.LoadUnsafe(ref factors, column + 112);

            (row0, row1) = (row0 + row1, row0 - row1);
            (row2, row3) = (row2 + row3, row2 - row3);
            (row4, row5) = (row4 + row5, row4 - row5);
            (row6, row7) = (row6 + row7, row6 - row7);
            (row0, row2) = (row0 + row2, row0 - row2);
            (row1, row3) = (row1 + row3, row1 - row3);
            (row4, row6) = (row4 + row6, row4 - row6);
            (row5, row7) = (row5 + row7, row5 - row7);
            (row0, row4) = (row0 + row4, row0 - row4);
            (row1, row5) = (row1 + row5, row1 - row5);
            (row2, row6) = (row2 + row6, row2 - row6);
            (row3, row7) = (row3 + row7, row3 - row7);

            row0.StoreUnsafe(ref values, column);
            row1.StoreUnsafe(ref values, column + 16);
            row2.StoreUnsafe(ref values, column + 32);
            row3.StoreUnsafe(ref values, column + 48);
            row4.StoreUnsafe(ref values, column + 64);
            row5.StoreUnsafe(ref values, column + 80);
            row6.StoreUnsafe(ref values, column + 96);
            row7.StoreUnsafe(ref values, column + 112);
        }
    }
}
