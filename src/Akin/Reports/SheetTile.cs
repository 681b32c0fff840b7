using Akin.Vision.Decoding;
using SkiaSharp;

namespace Akin.Reports;

/// <summary>One picture of a sheet with the three lines below it.</summary>
/// <param name="PicturePath">The picture file.</param>
/// <param name="Heading">The first line, in bold.</param>
/// <param name="Label">The second line, or null for none.</param>
/// <param name="Name">The third line, smaller; shortened in its middle.</param>
internal sealed record SheetTile(string PicturePath, string Heading, string? Label, string Name)
{
    /// <summary>Pixels across.</summary>
    public const int Width = 200;

    /// <summary>Pixels down: the picture's square and three lines.</summary>
    public const int Height = Width + (3 * LineHeight);

    private const int LineHeight = 22;

    /// <summary>A tiny picture is enlarged this much at most: more shows squares, not the picture.</summary>
    private const float LargestScale = 4;

    private static readonly SKColor EmptyTile = new(0xD0, 0xD0, 0xD0);
    private static readonly ImageDecoder Decoder = new();

    /// <summary>Draws the tile with its top left corner at a point of the canvas.</summary>
    public void Draw(SKCanvas canvas, SheetText text, int left, int top)
    {
        SKRect square = SKRect.Create(left, top, Width, Width);
        try
        {
            DrawPicture(canvas, square);
        }
        catch (ImageDecodeException exception)
        {
            DrawReason(canvas, text, square, exception.Message);
        }

        int baseline = top + Width + 17;
        text.DrawBold(canvas, Heading, left, baseline, Width);
        text.DrawPlain(canvas, Label ?? string.Empty, left, baseline + LineHeight, Width);
        text.DrawSmall(canvas, Name, left, baseline + (2 * LineHeight) - 2, Width);
    }

    private void DrawPicture(SKCanvas canvas, SKRect square)
    {
        using FileContent content = FileContent.Read(PicturePath, DecodeLimits.Default.FileBytes);
        using PixelImage picture = Decoder.Decode(content.Bytes);
        using SKImage image = ToSkia(picture);
        float scale = MathF.Min(LargestScale, MathF.Min(square.Width / picture.Width, square.Height / picture.Height));
        SKSize size = new(MathF.Max(1, picture.Width * scale), MathF.Max(1, picture.Height * scale));
        SKRect target = SKRect.Create(square.MidX - (size.Width / 2), square.Bottom - size.Height, size.Width, size.Height);
        SKSamplingOptions sampling = scale < 1 ? new(SKFilterMode.Linear, SKMipmapMode.Linear) : new(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, target, sampling);
    }

    private static void DrawReason(SKCanvas canvas, SheetText text, SKRect square, string reason)
    {
        using SKPaint border = new() { Color = EmptyTile, Style = SKPaintStyle.Stroke };
        square.Inflate(-0.5f, -0.5f);
        canvas.DrawRect(square, border);
        text.DrawParagraph(canvas, "Not shown: " + reason, square);
    }

    private static SKImage ToSkia(PixelImage picture)
    {
        byte[] pixels = new byte[(long)picture.Width * picture.Height * 4];
        ReadOnlySpan<byte> source = picture.Pixels;
        for (int from = 0, to = 0; from < source.Length; from += 3, to += 4)
        {
            pixels[to] = source[from];
            pixels[to + 1] = source[from + 1];
            pixels[to + 2] = source[from + 2];
            pixels[to + 3] = byte.MaxValue;
        }

        SKImageInfo info = new(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        return SKImage.FromPixelCopy(info, pixels, info.RowBytes);
    }
}
