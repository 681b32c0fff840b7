using System.Buffers.Binary;

namespace Akin.Fuzz;

/// <summary>One change to a file.</summary>
internal static class Mutation
{
    /// <summary>Where most formats have told their edges by: three of four changes are made behind it, so that many files get past their header.</summary>
    private const int TypicalHeaderBytes = 160;

    private static ReadOnlySpan<byte> Extremes => [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>Changes the file by one step drawn from bits, bytes, numbers, cuts and blocks.</summary>
    internal static void Apply(List<byte> file, byte[] donor, ref Prng random)
    {
        int place = Place(file.Count, ref random);
        switch (random.Below(12))
        {
            case 0 or 1 or 2:
                for (int flips = 1 + random.Below(16); flips > 0; flips--)
                {
                    file[Place(file.Count, ref random)] ^= (byte)(1 << random.Below(8));
                }

                break;
            case 3 or 4:
                file[place] = Extremes[random.Below(Extremes.Length)];
                break;
            case 5 or 6:
                WriteNumber(file, place, ref random);
                break;
            case 7:
                file.RemoveRange(place, file.Count - place);
                break;
            case 8:
                file.RemoveRange(place, 1 + random.Below(Math.Min(64, file.Count - place)));
                break;
            case 9:
                file.InsertRange(place, file.GetRange(place, 1 + random.Below(Math.Min(256, file.Count - place))));
                break;
            case 10:
                Splice(file, donor, place, ref random);
                break;
            default:
                Exchange(file, place, ref random);
                break;
        }
    }

    private static int Place(int length, ref Prng random)
    {
        int start = random.OneIn(4) ? 0 : Math.Min(TypicalHeaderBytes, length / 2);
        return start + random.Below(length - start);
    }

    // A length, an offset, a count: near zero, near a limit, or anything, in either byte order and 16 or 32 bits.
    private static void WriteNumber(List<byte> file, int place, ref Prng random)
    {
        uint value = random.Below(4) switch
        {
            0 => (uint)random.Below(8),
            1 => uint.MaxValue >> random.Below(20),
            2 => (uint)file.Count,
            _ => (uint)random.Next(),
        };
        Span<byte> number = stackalloc byte[4];
        if (random.OneIn(2))
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
        }

        int start = random.OneIn(2) ? 0 : 2;
        for (int index = start; index < 4 && place < file.Count; index++, place++)
        {
            file[place] = number[index];
        }
    }

    // A part of another file of the format, over this one's.
    private static void Splice(List<byte> file, byte[] donor, int place, ref Prng random)
    {
        int from = random.Below(donor.Length);
        int length = 1 + random.Below(Math.Min(512, donor.Length - from));
        for (int index = 0; index < length && place + index < file.Count; index++)
        {
            file[place + index] = donor[from + index];
        }
    }

    private static void Exchange(List<byte> file, int place, ref Prng random)
    {
        int other = Place(file.Count, ref random);
        int length = Math.Min(1 + random.Below(128), file.Count - Math.Max(place, other));
        for (int index = 0; index < length; index++)
        {
            (file[place + index], file[other + index]) = (file[other + index], file[place + index]);
        }
    }
}
