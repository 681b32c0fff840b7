using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Akin.Vectors.Kernels;

internal static unsafe partial class LookupScan
{
    /// <summary><see cref="ScanFour"/> by 128 bits; at most <see cref="SegmentLength"/> bytes of code.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScanFour128(byte* block, int bytesOfARow, byte** tables, LookupScale* scales, float* thresholds, float* estimates, ulong* reached)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        Sums128* sums = stackalloc Sums128[FourCount];
        new Span<ulong>(reached, FourCount).Clear();
        for (int part = 0; part < 4; part++)
        {
            // A part holds rows of the block's first half and those 32 behind them.
            int row = 8 * part;
            SumUpFour128(block + (Vector128<byte>.Count * part), bytesOfARow, tables, sums);
            for (int query = 0; query < FourCount; query++)
            {
                reached[query] |= Estimate(sums[query], factors + row, scales[query], thresholds[query], estimates + (query * BlockRowCount) + row) << row;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumUpFour128(byte* codes, int byteCount, byte** tables, Sums128* sums)
    {
        // As in SumUp128; what is taken apart of a byte of code serves four queries.
        Vector128<byte> mask = Vector128.Create((byte)15);
        Vector128<ushort> both0 = Vector128<ushort>.Zero;
        Vector128<ushort> upper0 = Vector128<ushort>.Zero;
        Vector128<ushort> both1 = Vector128<ushort>.Zero;
        Vector128<ushort> upper1 = Vector128<ushort>.Zero;
        Vector128<ushort> both2 = Vector128<ushort>.Zero;
        Vector128<ushort> upper2 = Vector128<ushort>.Zero;
        Vector128<ushort> both3 = Vector128<ushort>.Zero;
        Vector128<ushort> upper3 = Vector128<ushort>.Zero;
        byte* tables0 = tables[0];
        byte* tables1 = tables[1];
        byte* tables2 = tables[2];
        byte* tables3 = tables[3];
        for (int index = 0; index < byteCount; index++, codes += BlockRowCount)
        {
            Vector128<byte> code = Vector128.Load(codes);
            Vector128<byte> upperHalves = (code.AsUInt16() >>> 4).AsByte() & mask;
            Vector128<byte> lowerHalves = code & mask;
            nint table = (nint)index * 2 * LookupTables.EntryCount;
            Vector128<ushort> entries0 = Entries(lowerHalves, upperHalves, tables0 + table);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector128<ushort> entries1 = Entries(lowerHalves, upperHalves, tables1 + table);
            both1 += entries1;
            upper1 += entries1 >>> 8;
            Vector128<ushort> entries2 = Entries(lowerHalves, upperHalves, tables2 + table);
            both2 += entries2;
            upper2 += entries2 >>> 8;
            Vector128<ushort> entries3 = Entries(lowerHalves, upperHalves, tables3 + table);
            both3 += entries3;
            upper3 += entries3 >>> 8;
        }

        sums[0] = new Sums128(both0 - (upper0 << 8), upper0);
        sums[1] = new Sums128(both1 - (upper1 << 8), upper1);
        sums[2] = new Sums128(both2 - (upper2 << 8), upper2);
        sums[3] = new Sums128(both3 - (upper3 << 8), upper3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Entries(Vector128<byte> lowerHalves, Vector128<byte> upperHalves, byte* tables) =>
        (Look128(tables, lowerHalves) + Look128(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();

    /// <summary><see cref="ScanFour"/> by 256 bits; at most <see cref="SegmentLength"/> bytes of code.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScanFour256(byte* block, int bytesOfARow, byte** tables, LookupScale* scales, float* thresholds, float* estimates, ulong* reached)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        Sums256* sums = stackalloc Sums256[FourCount];
        new Span<ulong>(reached, FourCount).Clear();
        for (int part = 0; part < 2; part++)
        {
            // A part holds rows of the block's first half and those 32 behind them.
            int row = 16 * part;
            SumUpFour256(block + (Vector256<byte>.Count * part), bytesOfARow, tables, sums);
            for (int query = 0; query < FourCount; query++)
            {
                reached[query] |= Estimate(sums[query], factors + row, scales[query], thresholds[query], estimates + (query * BlockRowCount) + row) << row;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumUpFour256(byte* codes, int byteCount, byte** tables, Sums256* sums)
    {
        // As in SumUp256; what is taken apart of a byte of code serves four queries.
        Vector256<byte> mask = Vector256.Create((byte)15);
        Vector256<ushort> both0 = Vector256<ushort>.Zero;
        Vector256<ushort> upper0 = Vector256<ushort>.Zero;
        Vector256<ushort> both1 = Vector256<ushort>.Zero;
        Vector256<ushort> upper1 = Vector256<ushort>.Zero;
        Vector256<ushort> both2 = Vector256<ushort>.Zero;
        Vector256<ushort> upper2 = Vector256<ushort>.Zero;
        Vector256<ushort> both3 = Vector256<ushort>.Zero;
        Vector256<ushort> upper3 = Vector256<ushort>.Zero;
        byte* tables0 = tables[0];
        byte* tables1 = tables[1];
        byte* tables2 = tables[2];
        byte* tables3 = tables[3];
        for (int index = 0; index < byteCount; index++, codes += BlockRowCount)
        {
            Vector256<byte> code = Vector256.Load(codes);
            Vector256<byte> upperHalves = (code.AsUInt16() >>> 4).AsByte() & mask;
            Vector256<byte> lowerHalves = code & mask;
            nint table = (nint)index * 2 * LookupTables.EntryCount;
            Vector256<ushort> entries0 = Entries(lowerHalves, upperHalves, tables0 + table);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector256<ushort> entries1 = Entries(lowerHalves, upperHalves, tables1 + table);
            both1 += entries1;
            upper1 += entries1 >>> 8;
            Vector256<ushort> entries2 = Entries(lowerHalves, upperHalves, tables2 + table);
            both2 += entries2;
            upper2 += entries2 >>> 8;
            Vector256<ushort> entries3 = Entries(lowerHalves, upperHalves, tables3 + table);
            both3 += entries3;
            upper3 += entries3 >>> 8;
        }

        sums[0] = new Sums256(both0 - (upper0 << 8), upper0);
        sums[1] = new Sums256(both1 - (upper1 << 8), upper1);
        sums[2] = new Sums256(both2 - (upper2 << 8), upper2);
        sums[3] = new Sums256(both3 - (upper3 << 8), upper3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Entries(Vector256<byte> lowerHalves, Vector256<byte> upperHalves, byte* tables) =>
        (Look256(tables, lowerHalves) + Look256(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();

    /// <summary><see cref="ScanFour"/> by 512 bits; at most <see cref="SegmentLength"/> bytes of code.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScanFour512(byte* block, int bytesOfARow, byte** tables, LookupScale* scales, float* thresholds, float* estimates, ulong* reached)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        Sums512* sums = stackalloc Sums512[FourCount];
        SumUpFour512(block, bytesOfARow, tables, sums);
        for (int query = 0; query < FourCount; query++)
        {
            reached[query] = Estimate(sums[query], factors, scales[query], thresholds[query], estimates + (query * BlockRowCount));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumUpFour512(byte* codes, int byteCount, byte** tables, Sums512* sums)
    {
        // As in SumUp512; what is taken apart of a byte of code serves four queries.
        Vector512<byte> mask = Vector512.Create((byte)15);
        Vector512<ushort> both0 = Vector512<ushort>.Zero;
        Vector512<ushort> upper0 = Vector512<ushort>.Zero;
        Vector512<ushort> both1 = Vector512<ushort>.Zero;
        Vector512<ushort> upper1 = Vector512<ushort>.Zero;
        Vector512<ushort> both2 = Vector512<ushort>.Zero;
        Vector512<ushort> upper2 = Vector512<ushort>.Zero;
        Vector512<ushort> both3 = Vector512<ushort>.Zero;
        Vector512<ushort> upper3 = Vector512<ushort>.Zero;
        byte* tables0 = tables[0];
        byte* tables1 = tables[1];
        byte* tables2 = tables[2];
        byte* tables3 = tables[3];
        for (int index = 0; index < byteCount; index++, codes += BlockRowCount)
        {
            Vector512<byte> code = Vector512.Load(codes);
            Vector512<byte> upperHalves = (code.AsUInt16() >>> 4).AsByte() & mask;
            Vector512<byte> lowerHalves = code & mask;
            nint table = (nint)index * 2 * LookupTables.EntryCount;
            Vector512<ushort> entries0 = Entries(lowerHalves, upperHalves, tables0 + table);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector512<ushort> entries1 = Entries(lowerHalves, upperHalves, tables1 + table);
            both1 += entries1;
            upper1 += entries1 >>> 8;
            Vector512<ushort> entries2 = Entries(lowerHalves, upperHalves, tables2 + table);
            both2 += entries2;
            upper2 += entries2 >>> 8;
            Vector512<ushort> entries3 = Entries(lowerHalves, upperHalves, tables3 + table);
            both3 += entries3;
            upper3 += entries3 >>> 8;
        }

        sums[0] = new Sums512(both0 - (upper0 << 8), upper0);
        sums[1] = new Sums512(both1 - (upper1 << 8), upper1);
        sums[2] = new Sums512(both2 - (upper2 << 8), upper2);
        sums[3] = new Sums512(both3 - (upper3 << 8), upper3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Entries(Vector512<byte> lowerHalves, Vector512<byte> upperHalves, byte* tables) =>
        (Look512(tables, lowerHalves) + Look512(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();
}
