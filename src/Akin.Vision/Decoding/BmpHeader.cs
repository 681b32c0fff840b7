using System.Buffers.Binary;

namespace Akin.Vision.Decoding;

/// <summary>What a BMP's header says that Skia and Pillow take differently.</summary>
/// <param name="GreenBits">5 or 6 if pixels are of 16 bits with five for red, these for green, five for blue; otherwise 0.</param>
/// <param name="MayOmitPixels">Whether pixels are run-length coded, so that some may be left out.</param>
/// <param name="Backdrop">The first palette entry, which Pillow shows where pixels are left out: 0xRRGGBB.</param>
internal readonly record struct BmpHeader(int GreenBits, bool MayOmitPixels, int Backdrop)
{
    private const int InfoStart = 14;
    private const int CoreInfoBytes = 12;
    private const int MasksStart = 54;
    private const int BitFields = 3;

    /// <summary>Reads the header of a file that Skia has accepted; anything missing counts as nothing special.</summary>
    internal static BmpHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < MasksStart + 12 || BinaryPrimitives.ReadUInt32LittleEndian(file[InfoStart..]) is uint infoBytes && infoBytes <= CoreInfoBytes)
        {
            return default;
        }

        int bits = BinaryPrimitives.ReadUInt16LittleEndian(file[28..]);
        uint compression = BinaryPrimitives.ReadUInt32LittleEndian(file[30..]);
        if (bits == 16)
        {
            return new BmpHeader(compression == BitFields ? MaskedGreenBits(file) : 5, MayOmitPixels: false, 0);
        }

        bool isRunLengthCoded = compression is 1 or 2 && bits is 4 or 8;
        long palette = InfoStart + (long)infoBytes;
        int backdrop = palette <= file.Length - 4 ? BinaryPrimitives.ReadInt32LittleEndian(file[(int)palette..]) & 0xFFFFFF : 0;
        return new BmpHeader(0, isRunLengthCoded, backdrop);
    }

    /// <summary>Corrects what Skia decoded.</summary>
    /// <param name="rgba">Whole pixels, alpha not multiplied in.</param>
    internal void MatchPillow(Span<byte> rgba)
    {
        if (GreenBits > 0)
        {
            WidenRoundingDown(rgba);
        }
        else if (MayOmitPixels)
        {
            PaintOmitted(rgba);
        }
    }

    private static int MaskedGreenBits(ReadOnlySpan<byte> file)
    {
        (uint red, uint green, uint blue) = (
            BinaryPrimitives.ReadUInt32LittleEndian(file[MasksStart..]),
            BinaryPrimitives.ReadUInt32LittleEndian(file[(MasksStart + 4)..]),
            BinaryPrimitives.ReadUInt32LittleEndian(file[(MasksStart + 8)..]));
        return (red, green, blue) switch
        {
            (0x7C00, 0x3E0, 0x1F) => 5,
            (0xF800, 0x7E0, 0x1F) => 6,
            _ => 0,
        };
    }

    // Skia rounds to the nearest of 256 levels, whose upper bits are the sample; Pillow rounds down.
    private void WidenRoundingDown(Span<byte> rgba)
    {
        int greenShift = 8 - GreenBits;
        int greenMost = (1 << GreenBits) - 1;
        for (int offset = 0; offset < rgba.Length; offset += 4)
        {
            rgba[offset] = (byte)((rgba[offset] >> 3) * 255 / 31);
            rgba[offset + 1] = (byte)((rgba[offset + 1] >> greenShift) * 255 / greenMost);
            rgba[offset + 2] = (byte)((rgba[offset + 2] >> 3) * 255 / 31);
        }
    }

    // Skia leaves omitted pixels transparent; a palette of such a file has no alpha.
    private void PaintOmitted(Span<byte> rgba)
    {
        for (int offset = 0; offset < rgba.Length; offset += 4)
        {
            if (rgba[offset + 3] == 0)
            {
                rgba[offset] = (byte)(Backdrop >> 16);
                rgba[offset + 1] = (byte)(Backdrop >> 8);
                rgba[offset + 2] = (byte)Backdrop;
            }
        }
    }
}
