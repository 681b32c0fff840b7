using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed class Crc32CTests
{
    private delegate uint Kernel(uint sum, ReadOnlySpan<byte> data);

    private static readonly int[] Lengths = [.. Enumerable.Range(0, 258), 383, 384, 385, 640, 1024, 1536, 12_287, 12_288, 12_289, 65_536, 100_003, 262_144];

    private static readonly Dictionary<string, Kernel> Kernels = new() { ["scalar"] = Crc32C.AppendScalar, ["lanes"] = Crc32C.AppendByLanes, ["facade"] = Crc32C.Append };

    public static TheoryData<string> Ways => [.. Kernels.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Append_GivesThePublishedSums(string way)
    {
        Kernel kernel = Kernels[way];
        byte[] rising = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

        Assert.Equal(0xE3069283, kernel(0, "123456789"u8));
        Assert.Equal(0u, kernel(0, []));

        // RFC 3720, appendix B.4: zeros, ones, rising, falling, a read command. There the sums' bytes are listed from the lowest.
        Assert.Equal(0x8A9136AA, kernel(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, kernel(0, Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, kernel(0, rising));
        Assert.Equal(0x113FDB5Cu, kernel(0, rising.AsEnumerable().Reverse().ToArray()));
        Assert.Equal(0xD9963A56, kernel(0, Convert.FromHexString("01C00000" + "00000000" + "00000000" + "00000000" + "14000000" + "00000400" + "00000014" + "00000018" + "28000000" + "00000000" + "02000000" + "00000000")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Append_DividesByThePolynomial(string way)
    {
        Kernel kernel = Kernels[way];
        Random random = new(11);
        foreach (int length in Lengths)
        {
            byte[] data = new byte[length];
            random.NextBytes(data);

            Assert.Equal(BitByBit(data), kernel(0, data));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Append_JoinsParts(string way)
    {
        Kernel kernel = Kernels[way];
        Gen.Select(Gen.Byte.Array[0, 30_000], Gen.Int[0, 30_000], Gen.Int[0, 30_000]).Sample((data, first, second) =>
        {
            (first, second) = (Math.Min(first, data.Length), Math.Min(second, data.Length));
            (first, second) = (Math.Min(first, second), Math.Max(first, second));
            uint joined = kernel(kernel(kernel(0, data.AsSpan(0, first)), data.AsSpan(first, second - first)), data.AsSpan(second));
            return joined == kernel(0, data) && joined == BitByBit(data);
        });
    }

    [Fact]
    public void Compute_ChangesWithEveryBit()
    {
        byte[] data = new byte[1000];
        new Random(12).NextBytes(data);
        uint sum = Crc32C.Compute(data);
        for (int bit = 0; bit < 8 * data.Length; bit++)
        {
            data[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(sum, Crc32C.Compute(data));
            data[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Append_ReadsNothingBehindTheEnd(string way)
    {
        Kernel kernel = Kernels[way];
        using GuardedMemory memory = new(3 * 4096);
        for (int length = 0; length <= 3 * 4096; length += length < 500 ? 1 : 97)
        {
            Span<byte> data = memory.Last<byte>(length);
            data.Fill(3);
            Assert.Equal(Crc32C.AppendScalar(0, data), kernel(0, data));
        }
    }

    /// <summary>The definition: polynomial division, a bit at a time.</summary>
    private static uint BitByBit(ReadOnlySpan<byte> data)
    {
        uint state = uint.MaxValue;
        foreach (byte value in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                uint taken = (state ^ (uint)(value >> bit)) & 1;
                state = (state >> 1) ^ (taken * 0x82F63B78);
            }
        }

        return ~state;
    }
}
