using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

/// <summary>
/// Dot products of many float32 queries with <see cref="RowCount"/> float32 rows: <c>products[row, query] = sum of queries[query, i] * rows[row, i]</c>.
/// </summary>
/// <remarks>
/// <para>Queries stand side by side in a panel [dimensions x lanes]: a lane is a query, and each component of a row multiplies a whole vector of them. So no sum
/// runs across lanes, no length has a remainder, and a panel that is not full costs only its empty lanes.</para>
/// <para>Numeric contract: products and sums are float32, in the order of the components whatever the width, fused where the machine fuses. So the widths agree bit for
/// bit on a machine that fuses in all of them, and a product does not depend on its neighbours in the tile. Each lies within <see cref="Dot.ErrorBound"/> of the
/// exact sum. NaN and infinities propagate within their row and query. Any number of dimensions is allowed, zero gives 0. Thread-safe, allocates nothing.</para>
/// <para>The method of keeping a block of sums in registers: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008), section 6.</para>
/// </remarks>
internal static partial class DotTile
{
    /// <summary>Rows of a tile.</summary>
    public const int RowCount = 8;

    /// <summary>Queries of a wide panel: three vectors of 512 bits, with eight rows 24 sums for 32 registers.</summary>
    public const int WideLanes = 48;

    /// <summary>Queries of a narrow panel, for those that do not fill a wide one.</summary>
    public const int NarrowLanes = 16;

    /// <summary>Multiplies a panel with eight rows.</summary>
    /// <param name="panel">[dimensions x lanes], see <see cref="Pack"/>.</param>
    /// <param name="lanes"><see cref="WideLanes"/> or <see cref="NarrowLanes"/>.</param>
    /// <param name="rows">Eight rows of as many dimensions.</param>
    /// <param name="strideInComponents">From one row to the next.</param>
    /// <param name="products">[<see cref="RowCount"/> x lanes], written.</param>
    /// <param name="ahead">What to ask for meanwhile, in a step a component.</param>
    public static void Multiply(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products, in ReadAhead ahead)
    {
        CheckShapes(panel, lanes, rows, strideInComponents, products);
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(panel, lanes, rows, strideInComponents, products, ahead);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply256(panel, lanes, rows, strideInComponents, products, ahead);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Multiply128(panel, lanes, rows, strideInComponents, products, ahead);
        }
        else
        {
            MultiplyScalar(panel, lanes, rows, strideInComponents, products);
        }
    }

    /// <summary>Puts queries side by side; lanes without a query are zero.</summary>
    /// <param name="queries">[queries x dimensions], at most as many as lanes.</param>
    /// <param name="dimensions">Components of a query.</param>
    /// <param name="lanes">Lanes of the panel.</param>
    /// <param name="panel">[dimensions x lanes], written.</param>
    public static void Pack(ReadOnlySpan<float> queries, int dimensions, int lanes, Span<float> panel)
    {
        Debug.Assert(queries.Length <= dimensions * lanes && panel.Length == dimensions * lanes, "The queries fit into the panel.");
        panel.Clear();
        for (int start = 0; start < queries.Length; start += dimensions)
        {
            ReadOnlySpan<float> query = queries.Slice(start, dimensions);
            int lane = start / dimensions;
            for (int index = 0; index < query.Length; index++)
            {
                panel[(index * lanes) + lane] = query[index];
            }
        }
    }

    [Conditional("DEBUG")]
    private static void CheckShapes(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products)
    {
        Debug.Assert(lanes is WideLanes or NarrowLanes, "There are wide and narrow panels.");
        Debug.Assert(panel.Length % lanes == 0, "Every lane has as many components.");
        Debug.Assert(rows.Length >= ((RowCount - 1) * strideInComponents) + (panel.Length / lanes), "There are eight rows.");
        Debug.Assert(products.Length >= RowCount * lanes, "There is room for every product.");
    }
}
