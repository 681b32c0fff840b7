using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

/// <summary>CRC-32C (Castagnoli): the checksum of files, as iSCSI defines it (RFC 3720, section 12.1 and appendix B.4).</summary>
/// <remarks>
/// <para>Polynomial 0x1EDC6F41, bits reflected, begun with all ones, inverted at the end: the sum of the ASCII digits <c>123456789</c> is 0xE3069283.</para>
/// <para>Numeric contract: all ways of computing it agree bit for bit. It finds every change within 32 bits in a row, and others but for one in 2^32; it is no defence
/// against somebody who computes it again. Any length is allowed, nothing gives 0. Thread-safe, allocates nothing.</para>
/// <para>Changing it invalidates every file on disk.</para>
/// </remarks>
internal static partial class Crc32C
{
    /// <summary>The sum of all bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>The sum of what <paramref name="sum"/> is the sum of, with <paramref name="data"/> behind it; 0 is the sum of nothing.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> data) =>
        Sse42.X64.IsSupported || Crc32.Arm64.IsSupported ? AppendByLanes(sum, data) : AppendScalar(sum, data);
}
