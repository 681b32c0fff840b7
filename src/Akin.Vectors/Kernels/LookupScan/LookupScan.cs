using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

/// <summary>
/// Estimates the similarities of a query with the 64 rows of a block of one-bit codes, by adding entries of 4-bit look-up tables: the bytes of
/// <see cref="LookupTables"/>.
/// </summary>
/// <remarks>
/// <para>A block of rows with <c>B</c> bytes of code each is <c>64 (B + 8)</c> bytes: byte <c>g</c> of every row in 64 bytes, <c>g</c> from 0 to <c>B - 1</c>,
/// in the order of rows 0, 32, 1, 33 ... 31, 63; then 64 float32 factors and 64 float32 offsets, in the order of rows. Bit <c>j</c> of byte <c>g</c> is the
/// sign of component <c>8g + j</c>, set where it is not negative.</para>
/// <para>The estimate of a row is <c>(sum * step + base) * factor + offset</c>. Numeric contract: sums are whole numbers, at most 254 B; bytes 256 and up are added
/// to the first ones as float32, which is exact below 2^24, that is for all dimensions up to 65,536. What follows is never fused. So all tiers agree to the
/// bit. Thread-safe, allocates nothing.</para>
/// </remarks>
internal static unsafe partial class LookupScan
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRowCount = 64;

    /// <summary>Bytes of code whose sums fit 16 bits: 256 x 254 = 65,024.</summary>
    private const int SegmentLength = 256;

    /// <summary>How far ahead a scan asks for codes: the processor's own look-ahead ends with each page. Twice as far reads too much behind the ends of short lists.</summary>
    private const int AheadInBytes = 4096;

    /// <summary>Bytes of a block.</summary>
    public static int BlockInBytes(int bytesOfARow) => BlockRowCount * (bytesOfARow + (2 * sizeof(float)));

    /// <summary>Where in each 64 bytes a row's byte lies.</summary>
    public static int PositionOf(int row) => row < 32 ? 2 * row : (2 * (row - 32)) + 1;

    /// <summary>Scans a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="bytesOfARow">Bytes of code a row, even.</param>
    /// <param name="tables">[32 x <paramref name="bytesOfARow"/>] bytes.</param>
    /// <param name="scale">What sums mean.</param>
    /// <param name="threshold">Estimates from this one on are reported.</param>
    /// <param name="estimates">Room for 64 estimates, in the order of rows.</param>
    /// <returns>Which estimates reach the threshold, the first row in the lowest bit. NaN does not.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Scan(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates) =>
        Vector512.IsHardwareAccelerated ? Scan512(block, bytesOfARow, tables, scale, threshold, estimates)
            : Vector256.IsHardwareAccelerated ? Scan256(block, bytesOfARow, tables, scale, threshold, estimates)
            : Vector128.IsHardwareAccelerated ? Scan128(block, bytesOfARow, tables, scale, threshold, estimates)
            : ScanScalar(block, bytesOfARow, tables, scale, threshold, estimates);

    /// <summary>Asks for the two lines that a scan comes to later; they need not be there. Where the machine takes no such hints, nothing happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskAhead(byte* codes)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(codes + AheadInBytes);
            Sse.Prefetch0(codes + AheadInBytes + BlockRowCount);
        }
    }
}
