using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

internal static partial class Crc32C
{
    /// <summary>Joining three lanes costs about as much as 100 bytes: long buffers get long lanes.</summary>
    private const int LongLaneInBytes = 4096;

    /// <summary>For rows, which have 500 to 3,000 bytes.</summary>
    private const int MiddleLaneInBytes = 256;

    /// <summary>For what is left of them.</summary>
    private const int ShortLaneInBytes = 64;

    private static readonly uint[] LongShift = ShiftTable(LongLaneInBytes);

    private static readonly uint[] MiddleShift = ShiftTable(MiddleLaneInBytes);

    private static readonly uint[] ShortShift = ShiftTable(ShortLaneInBytes);

    /// <summary>
    /// <see cref="Append"/> by the machine's own instruction (SSE4.2's <c>crc32</c>, ARM's <c>crc32cx</c>), which takes 8 bytes in three cycles but begins one a cycle:
    /// so three lanes, neighbours in the buffer, run side by side and are joined.
    /// </summary>
    /// <remarks>
    /// The state is linear in the bytes: the state behind two lanes is the first lane's, moved on over as many zeros as the second has bytes, plus (exclusive or) the second's begun with 0.
    /// Where there is no such instruction <see cref="BitOperations"/> takes tables, so this runs on every machine.
    /// </remarks>
    internal static uint AppendByLanes(uint sum, ReadOnlySpan<byte> data)
    {
        ref byte start = ref MemoryMarshal.GetReference(data);
        nuint length = (nuint)data.Length;
        nuint offset = 0;
        uint state = ~sum;
        for (; length - offset >= 3 * LongLaneInBytes; offset += 3 * LongLaneInBytes)
        {
            state = ThreeLanes(state, ref Unsafe.Add(ref start, offset), LongLaneInBytes, LongShift);
        }

        for (; length - offset >= 3 * MiddleLaneInBytes; offset += 3 * MiddleLaneInBytes)
        {
            state = ThreeLanes(state, ref Unsafe.Add(ref start, offset), MiddleLaneInBytes, MiddleShift);
        }

        for (; length - offset >= 3 * ShortLaneInBytes; offset += 3 * ShortLaneInBytes)
        {
            state = ThreeLanes(state, ref Unsafe.Add(ref start, offset), ShortLaneInBytes, ShortShift);
        }

        for (; length - offset >= sizeof(ulong); offset += sizeof(ulong))
        {
            state = (uint)Step(state, ref Unsafe.Add(ref start, offset));
        }

        for (; offset < length; offset++)
        {
            state = BitOperations.Crc32C(state, Unsafe.Add(ref start, offset));
        }

        return ~state;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ThreeLanes(uint state, ref byte start, int laneInBytes, uint[] shift)
    {
        ulong first = state;
        ulong second = 0;
        ulong third = 0;
        ref byte end = ref Unsafe.Add(ref start, laneInBytes);
        for (ref byte place = ref start; Unsafe.IsAddressLessThan(ref place, ref end); place = ref Unsafe.Add(ref place, sizeof(ulong)))
        {
            first = Step(first, ref place);
            second = Step(second, ref Unsafe.Add(ref place, laneInBytes));
            third = Step(third, ref Unsafe.Add(ref place, 2 * laneInBytes));
        }

        return Shift(Shift((uint)first, shift) ^ (uint)second, shift) ^ (uint)third;
    }

    /// <summary>The state behind 8 bytes. It has 32 bits; x86 keeps it in 64, and narrowing it between the steps would cost a third of the speed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong state, ref byte data)
    {
        ulong bytes = Unsafe.ReadUnaligned<ulong>(ref data);
        return Sse42.X64.IsSupported ? Sse42.X64.Crc32(state, bytes) : BitOperations.Crc32C((uint)state, bytes);
    }

    /// <summary>The state moved on over as many zeros as the table was made for.</summary>
    private static uint Shift(uint state, uint[] table) =>
        table[(byte)state] ^ table[256 + (byte)(state >> 8)] ^ table[512 + (byte)(state >> 16)] ^ table[768 + (int)(state >> 24)];

    /// <summary>What so many zero bytes make of a state, for each value of each of its four bytes: [4 x 256].</summary>
    private static uint[] ShiftTable(int zerosInBytes)
    {
        uint[] table = new uint[4 * 256];
        for (int bit = 0; bit < 32; bit++)
        {
            uint state = 1u << bit;
            for (int count = 0; count < zerosInBytes; count += sizeof(ulong))
            {
                state = BitOperations.Crc32C(state, 0UL);
            }

            // Each value is the sum of its bits' states.
            int part = bit / 8 * 256;
            int place = 1 << (bit % 8);
            for (int value = 0; value < place; value++)
            {
                table[part + place + value] = table[part + value] ^ state;
            }
        }

        return table;
    }
}
