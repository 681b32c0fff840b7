namespace Akin.Vectors.Kernels;

internal static partial class Crc32C
{
    /// <summary>The polynomial without its highest term, lowest coefficient in the highest bit.</summary>
    private const uint Polynomial = 0x82F63B78;

    /// <summary>What eight steps make of each byte.</summary>
    private static readonly uint[] ByteSteps = [.. Enumerable.Range(0, 256).Select(static value => EightSteps((uint)value))];

    /// <summary><see cref="Append"/>, byte by byte: the reference, and what machines without an instruction for it use.</summary>
    internal static uint AppendScalar(uint sum, ReadOnlySpan<byte> data)
    {
        uint state = ~sum;
        foreach (byte value in data)
        {
            state = ByteSteps[(byte)(state ^ value)] ^ (state >> 8);
        }

        return ~state;
    }

    private static uint EightSteps(uint state)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            state = (state >> 1) ^ ((state & 1) == 0 ? 0 : Polynomial);
        }

        return state;
    }
}
