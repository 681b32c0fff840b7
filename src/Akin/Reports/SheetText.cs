using System.Text;
using SkiaSharp;

namespace Akin.Reports;

/// <summary>Text on a sheet, in a typeface of our own, so that a sheet looks the same on a machine without any. Not thread-safe.</summary>
internal sealed class SheetText : IDisposable
{
    private const string Ellipsis = "…";
    private const int ParagraphLineHeight = 18;

    private static readonly SKColor Ink = new(0x20, 0x20, 0x20);
    private static readonly SKColor PaleInk = new(0x60, 0x60, 0x60);

    private readonly SKTypeface _plainFace = Load("DejaVuSans.ttf");
    private readonly SKTypeface _boldFace = Load("DejaVuSans-Bold.ttf");
    private readonly SKPaint _ink = new() { Color = Ink, IsAntialias = true };
    private readonly SKPaint _paleInk = new() { Color = PaleInk, IsAntialias = true };
    private readonly SKFont _bold;
    private readonly SKFont _plain;
    private readonly SKFont _small;

    public SheetText()
    {
        _bold = Font(_boldFace, sizeInPixels: 16);
        _plain = Font(_plainFace, sizeInPixels: 15);
        _small = Font(_plainFace, sizeInPixels: 12);
    }

    public void DrawBold(SKCanvas canvas, string text, float left, float baseline, float width) => Draw(canvas, text, left, baseline, width, _bold, _ink);

    public void DrawPlain(SKCanvas canvas, string text, float left, float baseline, float width) => Draw(canvas, text, left, baseline, width, _plain, _ink);

    public void DrawSmall(SKCanvas canvas, string text, float left, float baseline, float width) => Draw(canvas, text, left, baseline, width, _small, _paleInk);

    /// <summary>Draws small text into a box, broken at spaces; what does not fit below is left out.</summary>
    public void DrawParagraph(SKCanvas canvas, string text, SKRect box)
    {
        box.Inflate(-10, -10);
        float baseline = box.Top + _small.Size;
        string line = string.Empty;
        foreach (string word in Shown(text).Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && _small.MeasureText(longer) > box.Width)
            {
                DrawSmall(canvas, line, box.Left, baseline, box.Width);
                baseline += ParagraphLineHeight;
                longer = word;
            }

            if (baseline > box.Bottom)
            {
                return;
            }

            line = longer;
        }

        DrawSmall(canvas, line, box.Left, baseline, box.Width);
    }

    public void Dispose()
    {
        _bold.Dispose();
        _plain.Dispose();
        _small.Dispose();
        _ink.Dispose();
        _paleInk.Dispose();
        _plainFace.Dispose();
        _boldFace.Dispose();
    }

    /// <summary>The text without its middle, when it is wider than it may be: a key's end tells it from its neighbours, its start says where it lies.</summary>
    internal static string Fit(string text, float widthInPixels, Func<string, float> measure)
    {
        if (measure(text) <= widthInPixels)
        {
            return text;
        }

        Rune[] runes = [.. text.EnumerateRunes()];
        int fitting = 0;
        int tooMany = runes.Length;
        while (tooMany - fitting > 1)
        {
            int kept = (fitting + tooMany) / 2;
            (fitting, tooMany) = measure(WithoutMiddle(runes, kept)) <= widthInPixels ? (kept, tooMany) : (fitting, kept);
        }

        return WithoutMiddle(runes, fitting);
    }

    private static string WithoutMiddle(Rune[] runes, int keptCount)
    {
        int startCount = keptCount / 2;
        return string.Concat(runes[..startCount]) + Ellipsis + string.Concat(runes[(runes.Length - (keptCount - startCount))..]);
    }

    private static void Draw(SKCanvas canvas, string text, float left, float baseline, float width, SKFont font, SKPaint paint) =>
        canvas.DrawText(Fit(Shown(text), width, line => font.MeasureText(line)), left, baseline, font, paint);

    /// <summary>The text with a question mark for what has no picture: control characters and broken surrogates, which a file name may hold.</summary>
    internal static string Shown(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "?" : rune.ToString()));

    private static SKFont Font(SKTypeface face, float sizeInPixels) => new(face, sizeInPixels) { Subpixel = true, Edging = SKFontEdging.Antialias };

    internal static SKTypeface Load(string fileName)
    {
        using Stream font = typeof(SheetText).Assembly.GetManifestResourceStream($"Akin.Reports.Fonts.{fileName}")!;
        return SKTypeface.FromStream(font);
    }
}
