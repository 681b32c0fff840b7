using NetVips;

namespace Akin.Fuzz;

/// <summary>Small good files of every format and of the kinds that decoders treat differently, written by libvips and by hand.</summary>
internal static class SeedFiles
{
    private const int Width = 61;
    private const int Height = 45;

    internal static IReadOnlyList<SeedFile> Create()
    {
        using Image rgb = Draw();
        using Image grey = rgb.ExtractBand(1);
        using Image alpha = rgb.Bandjoin(grey);
        using Image wide = (rgb * 257).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        using Image ink = alpha.Copy(interpretation: Enums.Interpretation.Cmyk);
        using Image film = Film(rgb);
        byte[] png = rgb.PngsaveBuffer();
        return
        [
            .. Jpeg(rgb, grey, ink),
            new("PNG", "RGB", png),
            new("PNG", "RGBA interlaced", alpha.PngsaveBuffer(interlace: true)),
            new("PNG", "16 bits", wide.PngsaveBuffer()),
            new("PNG", "palette of 16", rgb.PngsaveBuffer(palette: true, bitdepth: 4)),
            new("PNG", "1 bit", grey.PngsaveBuffer(bitdepth: 1)),
            new("WebP", "lossy", rgb.WebpsaveBuffer(q: 70)),
            new("WebP", "lossy with alpha", alpha.WebpsaveBuffer(q: 70)),
            new("WebP", "lossless", rgb.WebpsaveBuffer(lossless: true)),
            new("WebP", "animated", film.WebpsaveBuffer(q: 60)),
            new("GIF", "still", rgb.GifsaveBuffer()),
            new("GIF", "animated", film.GifsaveBuffer()),
            new("GIF", "interlaced with alpha", alpha.GifsaveBuffer(interlace: true)),
            .. Tiff(rgb, grey, wide, ink),
            new("AVIF", "4:2:0", rgb.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0)),
            new("AVIF", "alpha, 12 bits", alpha.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0, bitdepth: 12)),
            .. BitmapSeeds.Create(rgb.WriteToMemory<byte>(), Width, Height, png),
        ];
    }

    private static IEnumerable<SeedFile> Jpeg(Image rgb, Image grey, Image ink) =>
    [
        new("JPEG", "baseline", rgb.JpegsaveBuffer(q: 80)),
        new("JPEG", "progressive", rgb.JpegsaveBuffer(q: 80, interlace: true)),
        new("JPEG", "4:4:4 with restarts", rgb.JpegsaveBuffer(subsampleMode: Enums.ForeignSubsample.Off, restartInterval: 2)),
        new("JPEG", "grey", grey.JpegsaveBuffer()),
        new("JPEG", "CMYK", ink.JpegsaveBuffer()),
    ];

    private static IEnumerable<SeedFile> Tiff(Image rgb, Image grey, Image wide, Image ink) =>
    [
        new("TIFF", "uncompressed", rgb.TiffsaveBuffer()),
        new("TIFF", "LZW, strips", rgb.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw, predictor: Enums.ForeignTiffPredictor.Horizontal)),
        new("TIFF", "deflate, tiles", rgb.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, tile: true, tileWidth: 16, tileHeight: 16)),
        new("TIFF", "JPEG", rgb.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg)),
        new("TIFF", "packbits, 16 bits", wide.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Packbits)),
        new("TIFF", "fax, 1 bit", grey.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Ccittfax4, bitdepth: 1)),
        new("TIFF", "CMYK, big", ink.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, bigtiff: true)),
        new("TIFF", "pyramid", rgb.TiffsaveBuffer(pyramid: true, tile: true, tileWidth: 16, tileHeight: 16)),
    ];

    // Edges, ramps and noise, so that every coder has something to do.
    private static Image Draw()
    {
        byte[] pixels = new byte[Width * Height * 3];
        Prng noise = new(7);
        for (int y = 0, offset = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++, offset += 3)
            {
                pixels[offset] = (byte)(x * 4);
                pixels[offset + 1] = (byte)((x / 8 % 2 == y / 8 % 2) ? 230 : 20);
                pixels[offset + 2] = (byte)((y * 5) + noise.Below(16));
            }
        }

        using Image memory = Image.NewFromMemoryCopy<byte>(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        return memory.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    // Three frames, one below the other, as libvips has it.
    private static Image Film(Image rgb)
    {
        using Image turned = rgb.Flip(Enums.Direction.Horizontal);
        using Image dark = rgb.Invert();
        using Image strip = Image.Arrayjoin([rgb, turned, dark], across: 1);
        return strip.Mutate(mutable => mutable.Set(GValue.GIntType, "page-height", Height));
    }
}
