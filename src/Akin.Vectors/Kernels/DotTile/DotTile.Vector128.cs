using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class DotTile
{
    /// <summary><see cref="Multiply"/> by 128 bits.</summary>
    internal static void Multiply128(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products, in ReadAhead ahead)
    {
        ref float query = ref MemoryMarshal.GetReference(panel);
        ref float row = ref MemoryMarshal.GetReference(rows);
        ref float product = ref MemoryMarshal.GetReference(products);
        nuint stride = (nuint)strideInComponents;
        nuint dimensions = (nuint)(panel.Length / lanes);
        if (lanes == WideLanes)
        {
            for (int lane = 0; lane < WideLanes; lane += 3 * Vector128<float>.Count)
            {
                for (int half = 0; half < RowCount; half += RowCount / 2)
                {
                    ThreeByFour128(ref Unsafe.Add(ref query, lane), ref Unsafe.Add(ref row, half * strideInComponents), stride, dimensions, ref Unsafe.Add(ref product, (half * WideLanes) + lane), ahead);
                }
            }

            return;
        }

        for (int lane = 0; lane < NarrowLanes; lane += Vector128<float>.Count)
        {
            OneByEight128(ref Unsafe.Add(ref query, lane), ref row, stride, dimensions, ref Unsafe.Add(ref product, lane), ahead);
        }
    }

    /// <summary>Three vectors of queries with four rows: 12 sums, three of queries and one of a component in 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreeByFour128(ref float panel, ref float rows, nuint stride, nuint dimensions, ref float products, in ReadAhead ahead)
    {
        ref float row1 = ref Unsafe.Add(ref rows, stride);
        ref float row2 = ref Unsafe.Add(ref row1, stride);
        ref float row3 = ref Unsafe.Add(ref row2, stride);
        Vector128<float> sum00 = Vector128<float>.Zero;
        Vector128<float> sum01 = Vector128<float>.Zero;
        Vector128<float> sum02 = Vector128<float>.Zero;
        Vector128<float> sum10 = Vector128<float>.Zero;
        Vector128<float> sum11 = Vector128<float>.Zero;
        Vector128<float> sum12 = Vector128<float>.Zero;
        Vector128<float> sum20 = Vector128<float>.Zero;
        Vector128<float> sum21 = Vector128<float>.Zero;
        Vector128<float> sum22 = Vector128<float>.Zero;
        Vector128<float> sum30 = Vector128<float>.Zero;
        Vector128<float> sum31 = Vector128<float>.Zero;
        Vector128<float> sum32 = Vector128<float>.Zero;
        nuint offset = 0;
        for (nuint index = 0; index < dimensions; index++)
        {
            ahead.Touch(index);
            Vector128<float> query0 = Vector128.LoadUnsafe(ref panel, offset);
            Vector128<float> query1 = Vector128.LoadUnsafe(ref panel, offset + (nuint)Vector128<float>.Count);
            Vector128<float> query2 = Vector128.LoadUnsafe(ref panel, offset + (2 * (nuint)Vector128<float>.Count));
            Vector128<float> component = Vector128.Create(Unsafe.Add(ref rows, index));
            sum00 = Vector128.MultiplyAddEstimate(query0, component, sum00);
            sum01 = Vector128.MultiplyAddEstimate(query1, component, sum01);
            sum02 = Vector128.MultiplyAddEstimate(query2, component, sum02);
            component = Vector128.Create(Unsafe.Add(ref row1, index));
            sum10 = Vector128.MultiplyAddEstimate(query0, component, sum10);
            sum11 = Vector128.MultiplyAddEstimate(query1, component, sum11);
            sum12 = Vector128.MultiplyAddEstimate(query2, component, sum12);
            component = Vector128.Create(Unsafe.Add(ref row2, index));
            sum20 = Vector128.MultiplyAddEstimate(query0, component, sum20);
            sum21 = Vector128.MultiplyAddEstimate(query1, component, sum21);
            sum22 = Vector128.MultiplyAddEstimate(query2, component, sum22);
            component = Vector128.Create(Unsafe.Add(ref row3, index));
            sum30 = Vector128.MultiplyAddEstimate(query0, component, sum30);
            sum31 = Vector128.MultiplyAddEstimate(query1, component, sum31);
            sum32 = Vector128.MultiplyAddEstimate(query2, component, sum32);
            offset += WideLanes;
        }

        sum00.StoreUnsafe(ref products);
        sum01.StoreUnsafe(ref products, (nuint)Vector128<float>.Count);
        sum02.StoreUnsafe(ref products, 2 * (nuint)Vector128<float>.Count);
        sum10.StoreUnsafe(ref products, WideLanes);
        sum11.StoreUnsafe(ref products, WideLanes + (nuint)Vector128<float>.Count);
        sum12.StoreUnsafe(ref products, WideLanes + (2 * (nuint)Vector128<float>.Count));
        sum20.StoreUnsafe(ref products, 2 * WideLanes);
        sum21.StoreUnsafe(ref products, (2 * WideLanes) + (nuint)Vector128<float>.Count);
        sum22.StoreUnsafe(ref products, (2 * WideLanes) + (2 * (nuint)Vector128<float>.Count));
        sum30.StoreUnsafe(ref products, 3 * WideLanes);
        sum31.StoreUnsafe(ref products, (3 * WideLanes) + (nuint)Vector128<float>.Count);
        sum32.StoreUnsafe(ref products, (3 * WideLanes) + (2 * (nuint)Vector128<float>.Count));
    }

    /// <summary>One vector of queries with eight rows: as many sums as hide the latency of an addition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByEight128(ref float panel, ref float rows, nuint stride, nuint dimensions, ref float products, in ReadAhead ahead)
    {
        ref float row1 = ref Unsafe.Add(ref rows, stride);
        ref float row2 = ref Unsafe.Add(ref row1, stride);
        ref float row3 = ref Unsafe.Add(ref row2, stride);
        ref float row4 = ref Unsafe.Add(ref row3, stride);
        ref float row5 = ref Unsafe.Add(ref row4, stride);
        ref float row6 = ref Unsafe.Add(ref row5, stride);
        ref float row7 = ref Unsafe.Add(ref row6, stride);
        Vector128<float> sum0 = Vector128<float>.Zero;
        Vector128<float> sum1 = Vector128<float>.Zero;
        Vector128<float> sum2 = Vector128<float>.Zero;
        Vector128<float> sum3 = Vector128<float>.Zero;
        Vector128<float> sum4 = Vector128<float>.Zero;
        Vector128<float> sum5 = Vector128<float>.Zero;
        Vector128<float> sum6 = Vector128<float>.Zero;
        Vector128<float> sum7 = Vector128<float>.Zero;
        nuint offset = 0;
        for (nuint index = 0; index < dimensions; index++)
        {
            ahead.Touch(index);
            Vector128<float> query = Vector128.LoadUnsafe(ref panel, offset);
            Vector128<float> component = Vector128.Create(Unsafe.Add(ref rows, index));
            sum0 = Vector128.MultiplyAddEstimate(query, component, sum0);
            component = Vector128.Create(Unsafe.Add(ref row1, index));
            sum1 = Vector128.MultiplyAddEstimate(query, component, sum1);
            component = Vector128.Create(Unsafe.Add(ref row2, index));
            sum2 = Vector128.MultiplyAddEstimate(query, component, sum2);
            component = Vector128.Create(Unsafe.Add(ref row3, index));
            sum3 = Vector128.MultiplyAddEstimate(query, component, sum3);
            component = Vector128.Create(Unsafe.Add(ref row4, index));
            sum4 = Vector128.MultiplyAddEstimate(query, component, sum4);
            component = Vector128.Create(Unsafe.Add(ref row5, index));
            sum5 = Vector128.MultiplyAddEstimate(query, component, sum5);
            component = Vector128.Create(Unsafe.Add(ref row6, index));
            sum6 = Vector128.MultiplyAddEstimate(query, component, sum6);
            component = Vector128.Create(Unsafe.Add(ref row7, index));
            sum7 = Vector128.MultiplyAddEstimate(query, component, sum7);
            offset += NarrowLanes;
        }

        sum0.StoreUnsafe(ref products);
        sum1.StoreUnsafe(ref products, NarrowLanes);
        sum2.StoreUnsafe(ref products, 2 * NarrowLanes);
        sum3.StoreUnsafe(ref products, 3 * NarrowLanes);
        sum4.StoreUnsafe(ref products, 4 * NarrowLanes);
        sum5.StoreUnsafe(ref products, 5 * NarrowLanes);
        sum6.StoreUnsafe(ref products, 6 * NarrowLanes);
        sum7.StoreUnsafe(ref products, 7 * NarrowLanes);
    }
}
