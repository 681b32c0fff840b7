using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

internal static unsafe partial class LookupScan
{
    /// <summary><see cref="Scan"/> by 128 bits.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ulong Scan128(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        ulong reached = 0;
        for (int part = 0; part < 4; part++)
        {
            int row = 8 * part;
            reached |= ScanPart128(block + (Vector128<byte>.Count * part), bytesOfARow, tables, scale, threshold, factors + row, estimates + row) << row;
        }

        // A part holds rows of the block's first half and those 32 behind them.
        return reached;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ScanPart128(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* factors, float* estimates)
    {
        Sums128 sums = SumUp128(block, Math.Min(bytesOfARow, SegmentLength), tables);
        for (int start = SegmentLength; start < bytesOfARow; start += SegmentLength)
        {
            sums += SumUp128(block + (start * BlockRowCount), Math.Min(bytesOfARow - start, SegmentLength), tables + (32 * start));
        }

        return Estimate(sums, factors, scale, threshold, estimates);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(in Sums128 sums, float* factors, LookupScale scale, float threshold, float* estimates) =>
        Estimate(sums.Lower0, factors, scale, threshold, estimates)
            | (Estimate(sums.Lower1, factors + 4, scale, threshold, estimates + 4) << 4)
            | (Estimate(sums.Upper0, factors + 32, scale, threshold, estimates + 32) << 32)
            | (Estimate(sums.Upper1, factors + 36, scale, threshold, estimates + 36) << 36);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(Vector128<float> sums, float* factors, LookupScale scale, float threshold, float* estimates)
    {
        Vector128<float> products = (sums * Vector128.Create(scale.Step)) + Vector128.Create(scale.Base);
        Vector128<float> estimated = (products * Vector128.Load(factors)) + Vector128.Load(factors + BlockRowCount);
        estimated.Store(estimates);
        return Vector128.GreaterThanOrEqual(estimated, Vector128.Create(threshold)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sums128 SumUp128(byte* codes, int byteCount, byte* tables)
    {
        // A 16-bit lane adds up a row's entries and 256 times those of the row 32 behind it; the latter's are added on their own as well, and taken off.
        Vector128<ushort> both0 = Vector128<ushort>.Zero;
        Vector128<ushort> upper0 = Vector128<ushort>.Zero;
        Vector128<ushort> both1 = Vector128<ushort>.Zero;
        Vector128<ushort> upper1 = Vector128<ushort>.Zero;
        byte* end = codes + (byteCount * BlockRowCount);
        for (; codes < end; codes += 2 * BlockRowCount, tables += 64)
        {
            Vector128<ushort> entries0 = Entries(Vector128.Load(codes), tables);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector128<ushort> entries1 = Entries(Vector128.Load(codes + BlockRowCount), tables + 32);
            both1 += entries1;
            upper1 += entries1 >>> 8;
        }

        Vector128<ushort> upper = upper0 + upper1;
        return new Sums128((both0 + both1) - (upper << 8), upper);
    }

    /// <summary>The sums of two entries for each byte of code: of the table for its lower half, and the next for its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Entries(Vector128<byte> codes, byte* tables)
    {
        Vector128<byte> mask = Vector128.Create((byte)15);
        Vector128<byte> upperHalves = (codes.AsUInt16() >>> 4).AsByte() & mask;
        return (Look128(tables, codes & mask) + Look128(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Look128(byte* table, Vector128<byte> indices) => Vector128.ShuffleNative(Vector128.Load(table), indices);

    /// <summary>Sums of as many rows as a vector has bytes: half of them in a row, and those 32 behind.</summary>
    private readonly struct Sums128
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums128(Vector128<ushort> lower, Vector128<ushort> upper)
        {
            Lower0 = Vector128.ConvertToSingle(Vector128.WidenLower(lower).AsInt32());
            Lower1 = Vector128.ConvertToSingle(Vector128.WidenUpper(lower).AsInt32());
            Upper0 = Vector128.ConvertToSingle(Vector128.WidenLower(upper).AsInt32());
            Upper1 = Vector128.ConvertToSingle(Vector128.WidenUpper(upper).AsInt32());
        }

        public Vector128<float> Lower0 { get; init; }

        public Vector128<float> Lower1 { get; init; }

        public Vector128<float> Upper0 { get; init; }

        public Vector128<float> Upper1 { get; init; }

        public static Sums128 operator +(Sums128 left, Sums128 right) => new()
        {
            Lower0 = left.Lower0 + right.Lower0,
            Lower1 = left.Lower1 + right.Lower1,
            Upper0 = left.Upper0 + right.Upper0,
            Upper1 = left.Upper1 + right.Upper1,
        };
    }

    /// <summary><see cref="Scan"/> by 256 bits.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ulong Scan256(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        ulong reached = 0;
        for (int part = 0; part < 2; part++)
        {
            int row = 16 * part;
            reached |= ScanPart256(block + (Vector256<byte>.Count * part), bytesOfARow, tables, scale, threshold, factors + row, estimates + row) << row;
        }

        // A part holds rows of the block's first half and those 32 behind them.
        return reached;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ScanPart256(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* factors, float* estimates)
    {
        Sums256 sums = SumUp256(block, Math.Min(bytesOfARow, SegmentLength), tables);
        for (int start = SegmentLength; start < bytesOfARow; start += SegmentLength)
        {
            sums += SumUp256(block + (start * BlockRowCount), Math.Min(bytesOfARow - start, SegmentLength), tables + (32 * start));
        }

        return Estimate(sums, factors, scale, threshold, estimates);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(in Sums256 sums, float* factors, LookupScale scale, float threshold, float* estimates) =>
        Estimate(sums.Lower0, factors, scale, threshold, estimates)
            | (Estimate(sums.Lower1, factors + 8, scale, threshold, estimates + 8) << 8)
            | (Estimate(sums.Upper0, factors + 32, scale, threshold, estimates + 32) << 32)
            | (Estimate(sums.Upper1, factors + 40, scale, threshold, estimates + 40) << 40);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(Vector256<float> sums, float* factors, LookupScale scale, float threshold, float* estimates)
    {
        Vector256<float> products = (sums * Vector256.Create(scale.Step)) + Vector256.Create(scale.Base);
        Vector256<float> estimated = (products * Vector256.Load(factors)) + Vector256.Load(factors + BlockRowCount);
        estimated.Store(estimates);
        return Vector256.GreaterThanOrEqual(estimated, Vector256.Create(threshold)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sums256 SumUp256(byte* codes, int byteCount, byte* tables)
    {
        // A 16-bit lane adds up a row's entries and 256 times those of the row 32 behind it; the latter's are added on their own as well, and taken off.
        Vector256<ushort> both0 = Vector256<ushort>.Zero;
        Vector256<ushort> upper0 = Vector256<ushort>.Zero;
        Vector256<ushort> both1 = Vector256<ushort>.Zero;
        Vector256<ushort> upper1 = Vector256<ushort>.Zero;
        byte* end = codes + (byteCount * BlockRowCount);
        for (; codes < end; codes += 2 * BlockRowCount, tables += 64)
        {
            AskAhead(codes);
            Vector256<ushort> entries0 = Entries(Vector256.Load(codes), tables);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector256<ushort> entries1 = Entries(Vector256.Load(codes + BlockRowCount), tables + 32);
            both1 += entries1;
            upper1 += entries1 >>> 8;
        }

        Vector256<ushort> upper = upper0 + upper1;
        return new Sums256((both0 + both1) - (upper << 8), upper);
    }

    /// <summary>The sums of two entries for each byte of code: of the table for its lower half, and the next for its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Entries(Vector256<byte> codes, byte* tables)
    {
        Vector256<byte> mask = Vector256.Create((byte)15);
        Vector256<byte> upperHalves = (codes.AsUInt16() >>> 4).AsByte() & mask;
        return (Look256(tables, codes & mask) + Look256(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Look256(byte* table, Vector256<byte> indices) => Avx2.IsSupported
        ? Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(table), indices)
        : Vector256.Create(Look128(table, indices.GetLower()), Look128(table, indices.GetUpper()));

    /// <summary>Sums of as many rows as a vector has bytes: half of them in a row, and those 32 behind.</summary>
    private readonly struct Sums256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums256(Vector256<ushort> lower, Vector256<ushort> upper)
        {
            Lower0 = Vector256.ConvertToSingle(Vector256.WidenLower(lower).AsInt32());
            Lower1 = Vector256.ConvertToSingle(Vector256.WidenUpper(lower).AsInt32());
            Upper0 = Vector256.ConvertToSingle(Vector256.WidenLower(upper).AsInt32());
            Upper1 = Vector256.ConvertToSingle(Vector256.WidenUpper(upper).AsInt32());
        }

        public Vector256<float> Lower0 { get; init; }

        public Vector256<float> Lower1 { get; init; }

        public Vector256<float> Upper0 { get; init; }

        public Vector256<float> Upper1 { get; init; }

        public static Sums256 operator +(Sums256 left, Sums256 right) => new()
        {
            Lower0 = left.Lower0 + right.Lower0,
            Lower1 = left.Lower1 + right.Lower1,
            Upper0 = left.Upper0 + right.Upper0,
            Upper1 = left.Upper1 + right.Upper1,
        };
    }

    /// <summary><see cref="Scan"/> by 512 bits.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ulong Scan512(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates)
    {
        float* factors = (float*)(block + (BlockRowCount * bytesOfARow));
        Sums512 sums = SumUp512(block, Math.Min(bytesOfARow, SegmentLength), tables);
        for (int start = SegmentLength; start < bytesOfARow; start += SegmentLength)
        {
            sums += SumUp512(block + (start * BlockRowCount), Math.Min(bytesOfARow - start, SegmentLength), tables + (32 * start));
        }

        return Estimate(sums, factors, scale, threshold, estimates);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(in Sums512 sums, float* factors, LookupScale scale, float threshold, float* estimates) =>
        Estimate(sums.Lower0, factors, scale, threshold, estimates)
            | (Estimate(sums.Lower1, factors + 16, scale, threshold, estimates + 16) << 16)
            | (Estimate(sums.Upper0, factors + 32, scale, threshold, estimates + 32) << 32)
            | (Estimate(sums.Upper1, factors + 48, scale, threshold, estimates + 48) << 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Estimate(Vector512<float> sums, float* factors, LookupScale scale, float threshold, float* estimates)
    {
        Vector512<float> products = (sums * Vector512.Create(scale.Step)) + Vector512.Create(scale.Base);
        Vector512<float> estimated = (products * Vector512.Load(factors)) + Vector512.Load(factors + BlockRowCount);
        estimated.Store(estimates);
        return Vector512.GreaterThanOrEqual(estimated, Vector512.Create(threshold)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sums512 SumUp512(byte* codes, int byteCount, byte* tables)
    {
        // A 16-bit lane adds up a row's entries and 256 times those of the row 32 behind it; the latter's are added on their own as well, and taken off.
        Vector512<ushort> both0 = Vector512<ushort>.Zero;
        Vector512<ushort> upper0 = Vector512<ushort>.Zero;
        Vector512<ushort> both1 = Vector512<ushort>.Zero;
        Vector512<ushort> upper1 = Vector512<ushort>.Zero;
        byte* end = codes + (byteCount * BlockRowCount);
        for (; codes < end; codes += 2 * BlockRowCount, tables += 64)
        {
            AskAhead(codes);
            Vector512<ushort> entries0 = Entries(Vector512.Load(codes), tables);
            both0 += entries0;
            upper0 += entries0 >>> 8;
            Vector512<ushort> entries1 = Entries(Vector512.Load(codes + BlockRowCount), tables + 32);
            both1 += entries1;
            upper1 += entries1 >>> 8;
        }

        Vector512<ushort> upper = upper0 + upper1;
        return new Sums512((both0 + both1) - (upper << 8), upper);
    }

    /// <summary>The sums of two entries for each byte of code: of the table for its lower half, and the next for its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Entries(Vector512<byte> codes, byte* tables)
    {
        Vector512<byte> mask = Vector512.Create((byte)15);
        Vector512<byte> upperHalves = (codes.AsUInt16() >>> 4).AsByte() & mask;
        return (Look512(tables, codes & mask) + Look512(tables + LookupTables.EntryCount, upperHalves)).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Look512(byte* table, Vector512<byte> indices) => Avx512BW.IsSupported
        ? Avx512BW.Shuffle(Avx512F.BroadcastVector128ToVector512((uint*)table).AsByte(), indices)
        : Vector512.Create(Look256(table, indices.GetLower()), Look256(table, indices.GetUpper()));

    /// <summary>Sums of as many rows as a vector has bytes: half of them in a row, and those 32 behind.</summary>
    private readonly struct Sums512
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums512(Vector512<ushort> lower, Vector512<ushort> upper)
        {
            Lower0 = Vector512.ConvertToSingle(Vector512.WidenLower(lower).AsInt32());
            Lower1 = Vector512.ConvertToSingle(Vector512.WidenUpper(lower).AsInt32());
            Upper0 = Vector512.ConvertToSingle(Vector512.WidenLower(upper).AsInt32());
            Upper1 = Vector512.ConvertToSingle(Vector512.WidenUpper(upper).AsInt32());
        }

        public Vector512<float> Lower0 { get; init; }

        public Vector512<float> Lower1 { get; init; }

        public Vector512<float> Upper0 { get; init; }

        public Vector512<float> Upper1 { get; init; }

        public static Sums512 operator +(Sums512 left, Sums512 right) => new()
        {
            Lower0 = left.Lower0 + right.Lower0,
            Lower1 = left.Lower1 + right.Lower1,
            Upper0 = left.Upper0 + right.Upper0,
            Upper1 = left.Upper1 + right.Upper1,
        };
    }
}
