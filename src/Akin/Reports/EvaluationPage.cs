using System.Text;
using Akin.Evaluation;
using Akin.Galleries;

namespace Akin.Reports;

/// <summary>Writes an evaluation as one HTML file: figures, tables and plots. It opens without a network, holds no script, and follows the light or dark scheme of whoever reads it.</summary>
/// <remarks>Thread-safe: pages share nothing.</remarks>
public static class EvaluationPage
{
    /// <summary>More files are counted, not named.</summary>
    private const int NamedLimit = 50;

    /// <summary>Writes a page. A file that is there already is replaced, and only by a whole page.</summary>
    /// <param name="path">The HTML file to write.</param>
    /// <param name="gallery">The gallery that was evaluated.</param>
    /// <param name="report">What came out.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, Gallery gallery, EvaluationReport report)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(report);
        string unfinishedPath = path + ".part";
        try
        {
            File.WriteAllText(unfinishedPath, Compose(gallery, report), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(unfinishedPath, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinishedPath);
            throw;
        }
    }

    private static string Compose(Gallery gallery, EvaluationReport report)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(gallery.Path)));
        HtmlBuilder html = new();
        html.Add($"<!DOCTYPE html>");
        html.Add($"<html lang=\"en\">");
        html.Add($"<head>");
        html.Add($"<meta charset=\"utf-8\" />");
        html.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />");
        html.Add($"<meta name=\"color-scheme\" content=\"light dark\" />");
        html.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\" />");
        html.Add($"<title>Evaluation of {name}</title>");
        html.Add($"<style>{new HtmlBuilder.Markup(PageStyle.Css)}</style>");
        html.Add($"</head>");
        html.Add($"<body>");
        html.Add($"<main>");
        html.Add($"<h1>Evaluation of <bdi>{name}</bdi></h1>");
        AddSource(html, gallery, report);
        if (report.IsLabelled)
        {
            AddLabels(html, report);
        }
        else
        {
            html.Add($"<p>No query can be scored by a label, so nothing is said of precision.</p>");
        }

        AddModes(html, report);
        AddLeftOut(html, report);
        PageDefinitions.Add(html, report);
        html.Add($"</main>");
        html.Add($"</body>");
        html.Add($"</html>");
        return html.ToString();
    }

    private static void AddSource(HtmlBuilder html, Gallery gallery, EvaluationReport report)
    {
        html.Add($"<dl class=\"source\">");
        html.Add($"<div><dt>encoder</dt><dd><bdi>{gallery.Info.Model}</bdi> ({gallery.Info.ShortFingerprint}), {gallery.Info.Dimensions} dimensions</dd></div>");
        string different = report.ContentCount < report.PictureCount ? FormattableString.Invariant($", {report.ContentCount:N0} of them different") : string.Empty;
        html.Add($"<div><dt>pictures</dt><dd>{report.PictureCount}{different}</dd></div>");
        if (report.QueriesPath is string queries)
        {
            html.Add($"<div><dt>queries</dt><dd>{report.QueryCount} pictures of <bdi>{queries}</bdi></dd></div>");
        }
        else
        {
            html.Add($"<div><dt>queries</dt><dd>{report.QueryCount} pictures of the gallery, each searched among the others</dd></div>");
        }

        if (report.QueryCount < report.AskableCount)
        {
            html.Add($"<div><dt>drawn</dt><dd>{report.QueryCount} of {report.AskableCount}, by seed {report.Seed}</dd></div>");
        }

        html.Add($"</dl>");
    }

    private static void AddLabels(HtmlBuilder html, EvaluationReport report)
    {
        html.Add($"<div class=\"figures\">");
        AddFigure(html, report.PrecisionAt1, "of queries have a nearest picture of their label");
        AddFigure(html, report.MeanClassAccuracy, "the same, on average over the labels");
        AddFigure(html, report.MeanAveragePrecision, "mean average precision");
        AddFigure(html, report.PrecisionAt5, "of the first five matches have the label");
        html.Add($"</div>");
        html.Add($"<h2>Precision and recall</h2>");
        PageTables.AddDepths(html, report);
        AddPlot(html, theme => EvaluationPlots.PrecisionAndRecall(report, theme), $"Lines of precision and recall against the number of matches k. {DepthsInWords(report)}");
        html.Add($"<h2>Labels</h2>");
        AddPlot(html, theme => EvaluationPlots.Accuracies(report, theme), "Bars: for each label the part of its queries whose nearest picture has the label. The table below has the numbers.");
        PageTables.AddClasses(html, report);
        html.Add($"<h2>Confusion</h2>");
        AddPlot(html, theme => EvaluationPlots.Confusion(report, theme), "Heat map: for each label, in a row, the parts of its queries whose nearest picture has the label of the column. The table below has the numbers.");
        PageTables.AddConfusions(html, report);
        html.Add($"<h2>Similarities</h2>");
        AddPlot(html, theme => EvaluationPlots.Similarities(report, theme), "Two histograms of cosine similarity: of pairs of a query and a picture with the same label, and of pairs with different labels.");
        html.Add($"<p>The less the two overlap, the better one similarity tells for all queries whether two pictures have one label.</p>");
    }

    private static string DepthsInWords(EvaluationReport report) => string.Join(
        "; ", report.Depths.Select((depth, index) => FormattableString.Invariant($"at {depth} precision {report.Precision[index]:P1} and recall {report.Recall[index]:P1}"))) + ".";

    private static void AddModes(HtmlBuilder html, EvaluationReport report)
    {
        if (report.Modes.Count > 0)
        {
            html.Add($"<h2>Ways of searching</h2>");
            html.Add($"<p>Recall against an exact search, and latency on one thread, measured on {report.ModeQueryCount} of the queries.</p>");
            AddPlot(html, theme => EvaluationPlots.Modes(report, theme), "Points: recall of each way of searching against its median latency, with a line to the latency that 99 of 100 searches keep. The table below has the numbers.");
            PageTables.AddModes(html, report);
        }
    }

    private static void AddLeftOut(HtmlBuilder html, EvaluationReport report)
    {
        if (report.UnlabelledCount + report.RepeatedCount + report.HeldCount + report.Unanswerable.Count + report.Rejected.Count == 0)
        {
            return;
        }

        html.Add($"<h2>Left out</h2>");
        html.Add($"<ul>");
        AddCount(html, report.UnlabelledCount, "without a label");
        AddCount(html, report.RepeatedCount, "with a content that was counted already");
        AddCount(html, report.HeldCount, "that the gallery holds itself: asked, but no answer to themselves");
        AddCount(html, report.Unanswerable.Count, "whose label no other picture has: not scored");
        AddCount(html, report.Rejected.Count, "that could not be searched");
        html.Add($"</ul>");
        PageTables.AddNamed(html, "Label of no other picture", report.Unanswerable, NamedLimit);
        PageTables.AddNamed(html, "Not searched", report.Rejected, NamedLimit);
    }

    private static void AddCount(HtmlBuilder html, long count, string what)
    {
        if (count > 0)
        {
            html.Add($"<li>{count} {what}</li>");
        }
    }

    private static void AddFigure(HtmlBuilder html, double part, string words) => html.Add($"<div><b>{part:P1}</b><span>{words}</span></div>");

    /// <summary>Adds a plot twice, for light and for dark pages: the browser shows one.</summary>
    private static void AddPlot(HtmlBuilder html, Func<PlotTheme, PlotImage> draw, string alternative)
    {
        PlotImage light = draw(PlotTheme.Light);
        PlotImage dark = draw(PlotTheme.Dark);
        html.Add($"<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark.DataUri}\" />");
        html.Add($"<img src=\"{light.DataUri}\" alt=\"{alternative}\" width=\"{light.WidthText}\" height=\"{light.HeightText}\" /></picture>");
    }
}
