using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

internal static partial class Rotation
{
    /// <summary>Rows and columns of a tile that is transposed in registers.</summary>
    private const int TileLength = 4;

    /// <summary>Writes the matrix [length / 16 x 16] column by column.</summary>
    private static void Transpose(ReadOnlySpan<float> values, Span<float> transposed)
    {
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            Transpose128(values, transposed);
        }
        else
        {
            TransposeScalar(values, transposed, 0);
        }
    }

    /// <summary>The reference: from one row on.</summary>
    internal static void TransposeScalar(ReadOnlySpan<float> values, Span<float> transposed, int firstRow)
    {
        int rowCount = values.Length / ColumnCount;
        for (int row = firstRow; row < rowCount; row++)
        {
            for (int column = 0; column < ColumnCount; column++)
            {
                transposed[(column * rowCount) + row] = values[(row * ColumnCount) + column];
            }
        }
    }

    /// <summary>Four rows by four columns at a time: unlike single numbers, no two of whose targets lie beside each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Transpose128(ReadOnlySpan<float> values, Span<float> transposed)
    {
        int rowCount = values.Length / ColumnCount;
        ref float source = ref MemoryMarshal.GetReference(values);
        ref float target = ref MemoryMarshal.GetReference(transposed);
        int row = 0;
        for (; row + TileLength <= rowCount; row += TileLength)
        {
            for (int column = 0; column < ColumnCount; column += TileLength)
            {
                nuint from = (nuint)((row * ColumnCount) + column);
                Vector128<float> row0 = Vector128.LoadUnsafe(ref source, from);
                Vector128<float> row1 = Vector128.LoadUnsafe(ref source, from + ColumnCount);
                Vector128<float> row2 = Vector128.LoadUnsafe(ref source, from + (2 * ColumnCount));
                Vector128<float> row3 = Vector128.LoadUnsafe(ref source, from + (3 * ColumnCount));
                Vector128<float> low02 = Low(row0, row2);
                Vector128<float> low13 = Low(row1, row3);
                Vector128<float> high02 = High(row0, row2);
                Vector128<float> high13 = High(row1, row3);
                nuint to = (nuint)((column * rowCount) + row);
                Low(low02, low13).StoreUnsafe(ref target, to);
                High(low02, low13).StoreUnsafe(ref target, to + (nuint)rowCount);
                Low(high02, high13).StoreUnsafe(ref target, to + (nuint)(2 * rowCount));
                High(high02, high13).StoreUnsafe(ref target, to + (nuint)(3 * rowCount));
            }
        }

        TransposeScalar(values, transposed, row);
    }

    /// <summary>The first two numbers of both, in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.UnpackLow(first, second)
        : AdvSimd.Arm64.ZipLow(first, second);

    /// <summary>The last two numbers of both, in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> first, Vector128<float> second) => Sse.IsSupported
        ? Sse.UnpackHigh(first, second)
        : AdvSimd.Arm64.ZipHigh(first, second);
}
