using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static partial class DotTile
{
    /// <summary><see cref="Multiply"/> by 512 bits.</summary>
    internal static void Multiply512(ReadOnlySpan<float> panel, int lanes, ReadOnlySpan<float> rows, int strideInComponents, Span<float> products, in ReadAhead ahead)
    {
        ref float query = ref MemoryMarshal.GetReference(panel);
        ref float row = ref MemoryMarshal.GetReference(rows);
        ref float product = ref MemoryMarshal.GetReference(products);
        nuint stride = (nuint)strideInComponents;
        nuint dimensions = (nuint)(panel.Length / lanes);
        if (lanes == WideLanes)
        {
            ThreeByEight512(ref query, ref row, stride, dimensions, ref product, ahead);
        }
        else
        {
            OneByEight512(ref query, ref row, stride, dimensions, ref product, ahead);
        }
    }

    /// <summary>Three vectors of queries with eight rows: 24 sums, three of queries and one of a component in 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThreeByEight512(ref float panel, ref float rows, nuint stride, nuint dimensions, ref float products, in ReadAhead ahead)
    {
        ref float row1 = ref Unsafe.Add(ref rows, stride);
        ref float row2 = ref Unsafe.Add(ref row1, stride);
        ref float row3 = ref Unsafe.Add(ref row2, stride);
        ref float row4 = ref Unsafe.Add(ref row3, stride);
        ref float row5 = ref Unsafe.Add(ref row4, stride);
        ref float row6 = ref Unsafe.Add(ref row5, stride);
        ref float row7 = ref Unsafe.Add(ref row6, stride);
        Vector512<float> sum00 = Vector512<float>.Zero;
        Vector512<float> sum01 = Vector512<float>.Zero;
        Vector512<float> sum02 = Vector512<float>.Zero;
        Vector512<float> sum10 = Vector512<float>.Zero;
        Vector512<float> sum11 = Vector512<float>.Zero;
        Vector512<float> sum12 = Vector512<float>.Zero;
        Vector512<float> sum20 = Vector512<float>.Zero;
        Vector512<float> sum21 = Vector512<float>.Zero;
        Vector512<float> sum22 = Vector512<float>.Zero;
        Vector512<float> sum30 = Vector512<float>.Zero;
        Vector512<float> sum31 = Vector512<float>.Zero;
        Vector512<float> sum32 = Vector512<float>.Zero;
        Vector512<float> sum40 = Vector512<float>.Zero;
        Vector512<float> sum41 = Vector512<float>.Zero;
        Vector512<float> sum42 = Vector512<float>.Zero;
        Vector512<float> sum50 = Vector512<float>.Zero;
        Vector512<float> sum51 = Vector512<float>.Zero;
        Vector512<float> sum52 = Vector512<float>.Zero;
        Vector512<float> sum60 = Vector512<float>.Zero;
        Vector512<float> sum61 = Vector512<float>.Zero;
        Vector512<float> sum62 = Vector512<float>.Zero;
        Vector512<float> sum70 = Vector512<float>.Zero;
        Vector512<float> sum71 = Vector512<float>.Zero;
        Vector512<float> sum72 = Vector512<float>.Zero;
        nuint offset = 0;
        for (nuint index = 0; index < dimensions; index++)
        {
            ahead.Touch(index);
            Vector512<float> query0 = Vector512.LoadUnsafe(ref panel, offset);
            Vector512<float> query1 = Vector512.LoadUnsafe(ref panel, offset + (nuint)Vector512<float>.Count);
            Vector512<float> query2 = Vector512.LoadUnsafe(ref panel, offset + (2 * (nuint)Vector512<float>.Count));
            Vector512<float> component = Vector512.Create(Unsafe.Add(ref rows, index));
            sum00 = Vector512.MultiplyAddEstimate(query0, component, sum00);
            sum01 = Vector512.MultiplyAddEstimate(query1, component, sum01);
            sum02 = Vector512.MultiplyAddEstimate(query2, component, sum02);
            component = Vector512.Create(Unsafe.Add(ref row1, index));
            sum10 = Vector512.MultiplyAddEstimate(query0, component, sum10);
            sum11 = Vector512.MultiplyAddEstimate(query1, component, sum11);
            sum12 = Vector512.MultiplyAddEstimate(query2, component, sum12);
            component = Vector512.Create(Unsafe.Add(ref row2, index));
            sum20 = Vector512.MultiplyAddEstimate(query0, component, sum20);
            sum21 = Vector512.MultiplyAddEstimate(query1, component, sum21);
            sum22 = Vector512.MultiplyAddEstimate(query2, component, sum22);
            component = Vector512.Create(Unsafe.Add(ref row3, index));
            sum30 = Vector512.MultiplyAddEstimate(query0, component, sum30);
            sum31 = Vector512.MultiplyAddEstimate(query1, component, sum31);
            sum32 = Vector512.MultiplyAddEstimate(query2, component, sum32);
            component = Vector512.Create(Unsafe.Add(ref row4, index));
            sum40 = Vector512.MultiplyAddEstimate(query0, component, sum40);
            sum41 = Vector512.MultiplyAddEstimate(query1, component, sum41);
            sum42 = Vector512.MultiplyAddEstimate(query2, component, sum42);
            component = Vector512.Create(Unsafe.Add(ref row5, index));
            sum50 = Vector512.MultiplyAddEstimate(query0, component, sum50);
            sum51 = Vector512.MultiplyAddEstimate(query1, component, sum51);
            sum52 = Vector512.MultiplyAddEstimate(query2, component, sum52);
            component = Vector512.Create(Unsafe.Add(ref row6, index));
            sum60 = Vector512.MultiplyAddEstimate(query0, component, sum60);
            sum61 = Vector512.MultiplyAddEstimate(query1, component, sum61);
            sum62 = Vector512.MultiplyAddEstimate(query2, component, sum62);
            component = Vector512.Create(Unsafe.Add(ref row7, index));
            sum70 = Vector512.MultiplyAddEstimate(query0, component, sum70);
            sum71 = Vector512.MultiplyAddEstimate(query1, component, sum71);
            sum72 = Vector512.MultiplyAddEstimate(query2, component, sum72);
            offset += WideLanes;
        }

        sum00.StoreUnsafe(ref products);
        sum01.StoreUnsafe(ref products, (nuint)Vector512<float>.Count);
        sum02.StoreUnsafe(ref products, 2 * (nuint)Vector512<float>.Count);
        sum10.StoreUnsafe(ref products, WideLanes);
        sum11.StoreUnsafe(ref products, WideLanes + (nuint)Vector512<float>.Count);
        sum12.StoreUnsafe(ref products, WideLanes + (2 * (nuint)Vector512<float>.Count));
        sum20.StoreUnsafe(ref products, 2 * WideLanes);
        sum21.StoreUnsafe(ref products, (2 * WideLanes) + (nuint)Vector512<float>.Count);
        sum22.StoreUnsafe(ref products, (2 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
        sum30.StoreUnsafe(ref products, 3 * WideLanes);
        sum31.StoreUnsafe(ref products, (3 * WideLanes) + (nuint)Vector512<float>.Count);
        sum32.StoreUnsafe(ref products, (3 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
        sum40.StoreUnsafe(ref products, 4 * WideLanes);
        sum41.StoreUnsafe(ref products, (4 * WideLanes) + (nuint)Vector512<float>.Count);
        sum42.StoreUnsafe(ref products, (4 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
        sum50.StoreUnsafe(ref products, 5 * WideLanes);
        sum51.StoreUnsafe(ref products, (5 * WideLanes) + (nuint)Vector512<float>.Count);
        sum52.StoreUnsafe(ref products, (5 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
        sum60.StoreUnsafe(ref products, 6 * WideLanes);
        sum61.StoreUnsafe(ref products, (6 * WideLanes) + (nuint)Vector512<float>.Count);
        sum62.StoreUnsafe(ref products, (6 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
        sum70.StoreUnsafe(ref products, 7 * WideLanes);
        sum71.StoreUnsafe(ref products, (7 * WideLanes) + (nuint)Vector512<float>.Count);
        sum72.StoreUnsafe(ref products, (7 * WideLanes) + (2 * (nuint)Vector512<float>.Count));
    }

    /// <summary>One vector of queries with eight rows: as many sums as hide the latency of an addition.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByEight512(ref float panel, ref float rows, nuint stride, nuint dimensions, ref float products, in ReadAhead ahead)
    {
        ref float row1 = ref Unsafe.Add(ref rows, stride);
        ref float row2 = ref Unsafe.Add(ref row1, stride);
        ref float row3 = ref Unsafe.Add(ref row2, stride);
        ref float row4 = ref Unsafe.Add(ref row3, stride);
        ref float row5 = ref Unsafe.Add(ref row4, stride);
        ref float row6 = ref Unsafe.Add(ref row5, stride);
        ref float row7 = ref Unsafe.Add(ref row6, stride);
        Vector512<float> sum0 = Vector512<float>.Zero;
        Vector512<float> sum1 = Vector512<float>.Zero;
        Vector512<float> sum2 = Vector512<float>.Zero;
        Vector512<float> sum3 = Vector512<float>.Zero;
        Vector512<float> sum4 = Vector512<float>.Zero;
        Vector512<float> sum5 = Vector512<float>.Zero;
        Vector512<float> sum6 = Vector512<float>.Zero;
        Vector512<float> sum7 = Vector512<float>.Zero;
        nuint offset = 0;
        for (nuint index = 0; index < dimensions; index++)
        {
            ahead.Touch(index);
            Vector512<float> query = Vector512.LoadUnsafe(ref panel, offset);
            Vector512<float> component = Vector512.Create(Unsafe.Add(ref rows, index));
            sum0 = Vector512.MultiplyAddEstimate(query, component, sum0);
            component = Vector512.Create(Unsafe.Add(ref row1, index));
            sum1 = Vector512.MultiplyAddEstimate(query, component, sum1);
            component = Vector512.Create(Unsafe.Add(ref row2, index));
            sum2 = Vector512.MultiplyAddEstimate(query, component, sum2);
            component = Vector512.Create(Unsafe.Add(ref row3, index));
            sum3 = Vector512.MultiplyAddEstimate(query, component, sum3);
            component = Vector512.Create(Unsafe.Add(ref row4, index));
            sum4 = Vector512.MultiplyAddEstimate(query, component, sum4);
            component = Vector512.Create(Unsafe.Add(ref row5, index));
            sum5 = Vector512.MultiplyAddEstimate(query, component, sum5);
            component = Vector512.Create(Unsafe.Add(ref row6, index));
            sum6 = Vector512.MultiplyAddEstimate(query, component, sum6);
            component = Vector512.Create(Unsafe.Add(ref row7, index));
            sum7 = Vector512.MultiplyAddEstimate(query, component, sum7);
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
