using ScottPlot;
using SkiaSharp;

namespace Akin.Reports;

/// <summary>Gives plots the typeface of sheets, so that they look the same on a machine without any.</summary>
internal sealed class PlotTypeface : IFontResolver
{
    /// <summary>What the typeface is called among plots; no machine's own is called so.</summary>
    public const string Name = "Akin DejaVu Sans";

    private static readonly Lock FirstUse = new();
    private static bool _isUsed;

    private PlotTypeface()
    {
    }

    /// <summary>Makes the typeface known to all plots. Only the first call does something.</summary>
    public static void Use()
    {
        lock (FirstUse)
        {
            if (!_isUsed)
            {
                // First: the machine's resolver would be asked before it otherwise.
                Fonts.FontResolvers.Insert(0, new PlotTypeface());
                Fonts.Default = Name;
                _isUsed = true;
            }
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName != Name ? null : SheetText.Load(weight >= FontWeight.SemiBold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
}
