using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>
/// The dot products of four components with all 16 patterns of four signs, as bytes: entry <c>p</c> of table <c>t</c> is
/// <c>sum_j (p bit j ? q[4t + j] : -q[4t + j])</c> in steps above its least value, rounded to the nearest.
/// </summary>
/// <remarks>
/// Entries use 7 bits, so that two of them add up within a byte (the layout of Andre, Kermarrec and Le Scouarnec, Cache Locality is not Enough, VLDB 2015).
/// Numeric contract: the same float32 operations in the same order on every tier, never fused, so all tiers agree to the bit.
/// </remarks>
internal static partial class LookupTables
{
    /// <summary>Components a table.</summary>
    public const int ComponentCount = 4;

    /// <summary>Entries a table, one byte each.</summary>
    public const int EntryCount = 16;

    /// <summary>The largest entry.</summary>
    private const int LargestEntry = 127;

    /// <summary>Keeps the step finite where the query is zero.</summary>
    private const float LeastSpread = 1e-20f;

    /// <summary>Fills the tables.</summary>
    /// <param name="query">[length], a multiple of 4, finite.</param>
    /// <param name="tables">[4 x length] bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LookupScale Fill(ReadOnlySpan<float> query, Span<byte> tables)
    {
        Debug.Assert(query.Length % ComponentCount == 0 && tables.Length == query.Length / ComponentCount * EntryCount, "16 bytes for four components.");
        float largest = LeastSpread;
        float sum = 0;
        for (int index = 0; index < query.Length; index += ComponentCount)
        {
            float half = Half(query.Slice(index, ComponentCount));
            largest = Math.Max(largest, half);
            sum += half;
        }

        float step = 2 * largest / LargestEntry;
        float perStep = 1 / step;
        if (Vector512.IsHardwareAccelerated)
        {
            FillTables512(query, perStep, tables);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            FillTables256(query, perStep, tables);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            FillTables128(query, perStep, tables);
        }
        else
        {
            FillTablesScalar(query, perStep, tables);
        }

        return new LookupScale(step, -sum);
    }

    /// <summary>The reference for the tables' entries.</summary>
    internal static void FillTablesScalar(ReadOnlySpan<float> query, float perStep, Span<byte> tables)
    {
        for (int index = 0; index < query.Length; index += ComponentCount)
        {
            float half = (Half(query.Slice(index, ComponentCount)) * perStep) + 0.5f;
            for (int pattern = 0; pattern < EntryCount; pattern++)
            {
                float entry = half;
                for (int component = ComponentCount - 1; component >= 0; component--)
                {
                    float steps = query[index + component] * perStep;
                    entry += ((pattern >> component) & 1) == 0 ? -steps : steps;
                }

                // Rounding can leave an entry a hair outside 0 to 127.
                tables[(EntryCount * index / ComponentCount) + pattern] = (byte)Math.Clamp(entry, 0, LargestEntry);
            }
        }
    }

    /// <summary>Half the spread of a table.</summary>
    private static float Half(ReadOnlySpan<float> components) =>
        (Math.Abs(components[0]) + Math.Abs(components[1])) + (Math.Abs(components[2]) + Math.Abs(components[3]));
}
