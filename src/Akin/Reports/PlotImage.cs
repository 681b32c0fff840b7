using System.Globalization;

namespace Akin.Reports;

/// <summary>A plot as a PNG picture, drawn with <see cref="Scale"/> pixels for each of the page's.</summary>
/// <param name="Png">The file.</param>
/// <param name="Width">The page's pixels across.</param>
/// <param name="Height">The page's pixels down.</param>
internal sealed record PlotImage(byte[] Png, int Width, int Height)
{
    /// <summary>Sharp on screens of twice the density, at a third more bytes.</summary>
    public const int Scale = 2;

    /// <summary>The picture as the address of itself.</summary>
    public HtmlBuilder.Markup DataUri => new("data:image/png;base64," + Convert.ToBase64String(Png));

    /// <summary><see cref="Width"/> as an attribute has it.</summary>
    public string WidthText => Width.ToString(CultureInfo.InvariantCulture);

    /// <summary><see cref="Height"/> as an attribute has it.</summary>
    public string HeightText => Height.ToString(CultureInfo.InvariantCulture);
}
