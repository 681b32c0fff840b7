using System.Xml;
using System.Xml.Linq;
using Akin.Evaluation;
using Akin.Galleries;
using Akin.Reports;
using Akin.Tests.Evaluation;
using SkiaSharp;

namespace Akin.Tests.Reports;

public sealed class EvaluationPageTests : IDisposable
{
    private const string PngUri = "data:image/png;base64,";

    private static readonly string[] Elements =
    [
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "ul", "li", "dl", "div", "dt", "dd", "b", "span", "bdi", "table", "thead", "tbody", "tr", "th", "td", "picture", "source", "img", "details", "summary",
    ];

    private static readonly string[] Attributes = ["lang", "charset", "name", "content", "http-equiv", "class", "scope", "media", "srcset", "src", "alt", "width", "height"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_MakesOnePage_OfTablesAndPlots_ThatNeedsNothingElse()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], LabelledGallery.OnACircle(("a", 0), ("a", 10), ("a", 40), ("b", 26), ("b", 60), ("c", 3), (null, 7)));

        XDocument page = await WriteAsync(gallery);

        AssertSafe(page);
        Assert.Equal(["Precision and recall", "Labels", "Confusion", "Similarities", "Ways of searching", "Left out", "What the numbers are"], page.Descendants("h2").Select(one => one.Value));
        Assert.Equal(5, page.Descendants("img").Count());
        Assert.All(page.Descendants("img"), one => Assert.NotEmpty(one.Attribute("alt")!.Value));
        Assert.Equal(["exact", "codes", "clustered", "hash", "projected:1"], page.Descendants("table").Last().Descendants("tbody").Descendants("th").Select(one => one.Value));
        Assert.Contains(page.Descendants("li"), one => one.Value.StartsWith("c/3.jpg: ", StringComparison.Ordinal));
        Assert.Equal([_folder["g.akin"], _folder["page.html"]], Directory.EnumerateFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_DrawsPicturesWithText_InLightAndDark()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], LabelledGallery.OnACircle(("a", 0), ("a", 10), ("b", 26), ("b", 60)));

        XDocument page = await WriteAsync(gallery);

        string[] light = [.. page.Descendants("img").Select(one => one.Attribute("src")!.Value)];
        string[] dark = [.. page.Descendants("source").Select(one => one.Attribute("srcset")!.Value)];
        Assert.Equal((5, 5), (light.Length, dark.Length));
        Assert.All(light, uri => AssertDrawn(uri, isLight: true));
        Assert.All(dark, uri => AssertDrawn(uri, isLight: false));
    }

    [Fact]
    public void Plots_HaveTheTypefaceOfSheets()
    {
        PlotTypeface.Use();

        Assert.Equal("DejaVu Sans", ScottPlot.Fonts.GetTypeface(PlotTypeface.Name, bold: false, italic: false).FamilyName);
        Assert.True(ScottPlot.Fonts.GetTypeface(PlotTypeface.Name, bold: true, italic: false).IsBold);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("</style></title>&amp;&lt;")]
    [InlineData("]]><!-- -->")]
    [InlineData("line\nbreak\u0001\u0007\u001b[31m")]
    [InlineData("\u202Egpj.exe")]
    [InlineData("broken \uD800 surrogate \uFFFF \uFDD0")]
    [InlineData("{0} {{1}} 100%")]
    public async Task Write_EscapesHostileNames(string name)
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"],
        [
            new($"{name}/1.jpg", name, 1, [1, 0]),
            new($"{name}/2.jpg", name, 2, [0, 1]),
            new($"other/{name}.jpg", "other" + name, 3, [0.6f, 0.8f]),
        ]);

        XDocument page = await WriteAsync(gallery);

        AssertSafe(page);
        Assert.DoesNotContain(page.Descendants(), one => one.Name.LocalName is "script");

        // What is allowed at all is shown as it is.
        if (name.All(letter => letter is >= ' ' and < '\uD800'))
        {
            Assert.Contains(page.Descendants("bdi"), one => one.Value == name);
            Assert.Contains(page.Descendants("bdi"), one => one.Value == $"other/{name}.jpg");
        }
    }

    [Fact]
    public async Task Write_ShowsTheWorstOfManyLabels()
    {
        const int LabelCount = 300;
        LabelledPicture[] pictures = LabelledGallery.OnACircle([.. Enumerable.Range(0, 2 * LabelCount).Select(number => ((string?)$"label{number % LabelCount:D3}", number * 0.25 * (1 + (number % 3))))]);
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], pictures);

        XDocument page = await WriteAsync(gallery);

        AssertSafe(page);
        Assert.All(page.Descendants("table"), table => Assert.InRange(table.Descendants("tr").Count(), 2, 60));
        Assert.InRange(new FileInfo(_folder["page.html"]).Length, 10_000, 3_000_000);
    }

    [Fact]
    public async Task Write_SaysWhenThereAreNoLabels()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], LabelledGallery.OnACircle((null, 0), (null, 10), (null, 40)));

        XDocument page = await WriteAsync(gallery);

        AssertSafe(page);
        Assert.Single(page.Descendants("img"));
        Assert.Contains(page.Descendants("p"), one => one.Value.Contains("No query can be scored", StringComparison.Ordinal));
    }

    /// <summary>Writes the page and reads it as XML, which knows no unclosed element.</summary>
    private async Task<XDocument> WriteAsync(Gallery gallery)
    {
        EvaluationReport report = await GalleryEvaluation.LeaveOneOutAsync(gallery, cancellationToken: TestContext.Current.CancellationToken);
        EvaluationPage.Write(_folder["page.html"], gallery, report);
        using XmlReader reader = XmlReader.Create(_folder["page.html"], new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    /// <summary>Asserts that nothing but known elements and attributes is there, and that no address leads out of the page.</summary>
    private static void AssertSafe(XDocument page)
    {
        Assert.All(page.Descendants(), one => Assert.Contains(one.Name.ToString(), Elements));
        Assert.All(page.Descendants().Attributes(), one => Assert.Contains(one.Name.ToString(), Attributes));
        Assert.All(page.Descendants().Attributes().Where(one => one.Name.LocalName is "src" or "srcset"), one => Assert.StartsWith(PngUri, one.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("://", string.Concat(page.Descendants().Attributes().Where(one => !one.Value.StartsWith(PngUri, StringComparison.Ordinal)).Select(one => one.Value)), StringComparison.Ordinal);
    }

    private static void AssertDrawn(string uri, bool isLight)
    {
        byte[] png = Convert.FromBase64String(uri[PngUri.Length..]);
        using SKBitmap picture = SKBitmap.Decode(png);
        Assert.InRange(picture.Width, 600, 2000);
        SKColor corner = picture.GetPixel(0, 0);
        Assert.Equal(isLight, corner.Red > 128);

        // Axes, letters and data: hundreds of colours where edges are smooth.
        Assert.InRange(picture.Pixels.Distinct().Count(), 50, int.MaxValue);
    }
}
