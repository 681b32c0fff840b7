using ScottPlot;

namespace Akin.Reports;

/// <summary>The colours of plots on a light or a dark page; lines and bars are of Okabe and Ito's palette, which people who see few colours tell apart.</summary>
internal sealed record PlotTheme
{
    /// <summary>Dark ink on white.</summary>
    public static PlotTheme Light { get; } = new()
    {
        Paper = Color.FromHex("#ffffff"),
        Ink = Color.FromHex("#1f2328"),
        Grid = Color.FromHex("#e4e8ec"),
        First = Color.FromHex("#0072b2"),
        Second = Color.FromHex("#d55e00"),
        Series = Colors("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07d00", "#1f2328"),
    };

    /// <summary>Light ink on the page's dark ground.</summary>
    public static PlotTheme Dark { get; } = new()
    {
        Paper = Color.FromHex("#16191d"),
        Ink = Color.FromHex("#e6e8eb"),
        Grid = Color.FromHex("#2b3138"),
        First = Color.FromHex("#56b4e9"),
        Second = Color.FromHex("#e69f00"),
        Series = Colors("#56b4e9", "#e69f00", "#2fc39b", "#e193c0", "#f0e442", "#e6e8eb"),
    };

    /// <summary>The ground.</summary>
    public required Color Paper { get; init; }

    /// <summary>Text and axes.</summary>
    public required Color Ink { get; init; }

    /// <summary>Lines behind the data.</summary>
    public required Color Grid { get; init; }

    /// <summary>What is most looked at.</summary>
    public required Color First { get; init; }

    /// <summary>What it is compared with.</summary>
    public required Color Second { get; init; }

    /// <summary>What stands side by side.</summary>
    public required IReadOnlyList<Color> Series { get; init; }

    /// <summary>A new plot in these colours and in the typeface of sheets.</summary>
    public Plot NewPlot()
    {
        PlotTypeface.Use();
        Plot plot = new();
        plot.FigureBackground.Color = Paper;
        plot.DataBackground.Color = Paper;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Grid;
        plot.Legend.BackgroundColor = Paper;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineColor = Grid;
        plot.Legend.ShadowColor = ScottPlot.Colors.Transparent;
        plot.Font.Set(PlotTypeface.Name);
        return plot;
    }

    /// <summary>Draws a plot.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">The page's pixels across.</param>
    /// <param name="height">The page's pixels down.</param>
    public static PlotImage Draw(Plot plot, int width, int height)
    {
        plot.ScaleFactor = PlotImage.Scale;
        return new PlotImage(plot.GetImageBytes(width * PlotImage.Scale, height * PlotImage.Scale, ImageFormat.Png), width, height);
    }

    private static Color[] Colors(params ReadOnlySpan<string> hexes) => Array.ConvertAll(hexes.ToArray(), Color.FromHex);
}
