using Akin.Datasets;
using Akin.Evaluation;

namespace Akin.Reports;

/// <summary>The tables of an <see cref="EvaluationPage"/>. Labels and keys stand in <c>bdi</c>, so that letters of one direction do not turn the text around them.</summary>
internal static class PageTables
{
    /// <summary>More labels are listed by those that are answered worst.</summary>
    private const int ClassLimit = 50;

    /// <summary>More labels have no room for a column each: their most frequent confusions are listed instead.</summary>
    private const int ConfusionLimit = 20;

    private const int PairLimit = 50;

    /// <summary>Precision and recall at every depth.</summary>
    public static void AddDepths(HtmlBuilder html, EvaluationReport report)
    {
        Open(html);
        html.Add($"<thead><tr><th scope=\"col\">first matches k</th><th scope=\"col\">precision@k</th><th scope=\"col\">recall@k</th></tr></thead><tbody>");
        foreach ((int index, int depth) in report.Depths.Index())
        {
            html.Add($"<tr><th scope=\"row\">{depth}</th><td>{report.Precision[index]:P1}</td><td>{report.Recall[index]:P1}</td></tr>");
        }

        Close(html);
    }

    /// <summary>Scores by label.</summary>
    public static void AddClasses(HtmlBuilder html, EvaluationReport report)
    {
        bool isCut = report.Classes.Count > ClassLimit;
        if (isCut)
        {
            html.Add($"<p>The {ClassLimit} of {report.Classes.Count} labels that are answered worst.</p>");
        }

        Open(html);
        html.Add($"<thead><tr><th scope=\"col\">label</th><th scope=\"col\">pictures</th><th scope=\"col\">queries</th><th scope=\"col\">nearest has it</th><th scope=\"col\">mean average precision</th></tr></thead><tbody>");
        foreach (ClassScore one in isCut ? Worst(report).Take(ClassLimit) : report.Classes)
        {
            html.Add($"<tr><th scope=\"row\"><bdi>{one.Label}</bdi></th><td>{one.PictureCount}</td><td>{one.QueryCount}</td><td>{one.Accuracy:P1}</td><td>{one.MeanAveragePrecision:P1}</td></tr>");
        }

        Close(html);
    }

    /// <summary>The labels that are answered worst first.</summary>
    public static IEnumerable<ClassScore> Worst(EvaluationReport report) => report.Classes.OrderBy(one => one.Accuracy).ThenBy(one => one.MeanAveragePrecision);

    /// <summary>The confusion table, or its most frequent pairs.</summary>
    public static void AddConfusions(HtmlBuilder html, EvaluationReport report)
    {
        string?[] nearest = [.. report.Confusions.Select(one => one.NearestLabel).Distinct().OrderBy(label => label is null).ThenBy(label => label, StringComparer.Ordinal)];
        if (report.Classes.Count <= ConfusionLimit && nearest.Length <= ConfusionLimit)
        {
            AddSquare(html, report, nearest);
        }
        else
        {
            AddPairs(html, [.. report.Confusions.Where(one => one.NearestLabel != one.Label).OrderByDescending(one => one.QueryCount)]);
        }
    }

    /// <summary>The ways of searching.</summary>
    public static void AddModes(HtmlBuilder html, EvaluationReport report)
    {
        Open(html);
        html.Add($"<thead><tr><th scope=\"col\">mode</th>");
        foreach (int depth in report.Depths)
        {
            html.Add($"<th scope=\"col\">recall@{depth}</th>");
        }

        html.Add($"<th scope=\"col\">p50 ms</th><th scope=\"col\">p95 ms</th><th scope=\"col\">p99 ms</th><th scope=\"col\">build s</th><th scope=\"col\">bytes</th></tr></thead><tbody>");
        foreach (ModeScore one in report.Modes)
        {
            html.Add($"<tr><th scope=\"row\">{one.Mode.Name}</th>");
            foreach (double recall in one.Recall)
            {
                html.Add($"<td>{recall:F4}</td>");
            }

            html.Add($"<td>{one.MedianLatency.TotalMilliseconds:F3}</td><td>{one.P95Latency.TotalMilliseconds:F3}</td><td>{one.P99Latency.TotalMilliseconds:F3}</td>");
            string buildTime = one.BuildTime is TimeSpan time ? FormattableString.Invariant($"{time.TotalSeconds:F2}") : "-";
            html.Add($"<td>{buildTime}</td><td>{one.BytesInMemory}</td></tr>");
        }

        Close(html);
    }

    /// <summary>Files with their reasons, folded away.</summary>
    public static void AddNamed(HtmlBuilder html, string heading, IReadOnlyList<RejectedFile> files, int limit)
    {
        if (files.Count == 0)
        {
            return;
        }

        html.Add($"<details><summary>{heading}: {files.Count}</summary><ul>");
        foreach (RejectedFile file in files.Take(limit))
        {
            html.Add($"<li><bdi>{file.Key}</bdi>: <bdi>{file.Reason}</bdi></li>");
        }

        if (files.Count > limit)
        {
            html.Add($"<li>and {files.Count - limit} more</li>");
        }

        html.Add($"</ul></details>");
    }

    private static void AddSquare(HtmlBuilder html, EvaluationReport report, string?[] nearest)
    {
        Dictionary<(string, string?), int> cells = report.Confusions.ToDictionary(one => (one.Label, one.NearestLabel), one => one.QueryCount);
        html.Add($"<p>Queries by their label, in rows, and by that of their nearest picture, in columns.</p>");
        Open(html);
        html.Add($"<thead><tr><th scope=\"col\">label</th>");
        foreach (string? label in nearest)
        {
            html.Add($"<th scope=\"col\"><bdi>{label ?? "(none)"}</bdi></th>");
        }

        html.Add($"</tr></thead><tbody>");
        foreach (string label in report.Classes.Select(one => one.Label))
        {
            html.Add($"<tr><th scope=\"row\"><bdi>{label}</bdi></th>");
            foreach (string? other in nearest)
            {
                int count = cells.GetValueOrDefault((label, other));
                HtmlBuilder.Markup kind = new(label == other ? " class=\"right\"" : count == 0 ? " class=\"none\"" : string.Empty);
                html.Add($"<td{kind}>{count}</td>");
            }

            html.Add($"</tr>");
        }

        Close(html);
    }

    private static void AddPairs(HtmlBuilder html, LabelConfusion[] pairs)
    {
        html.Add($"<p>The most frequent of {pairs.Length} pairs of a label and another one of the nearest picture.</p>");
        Open(html);
        html.Add($"<thead><tr><th scope=\"col\">label</th><th scope=\"col\">nearest</th><th scope=\"col\">queries</th></tr></thead><tbody>");
        foreach (LabelConfusion one in pairs.Take(PairLimit))
        {
            html.Add($"<tr><th scope=\"row\"><bdi>{one.Label}</bdi></th><th><bdi>{one.NearestLabel ?? "(none)"}</bdi></th><td>{one.QueryCount}</td></tr>");
        }

        Close(html);
    }

    private static void Open(HtmlBuilder html) => html.Add($"<div class=\"table\"><table>");

    private static void Close(HtmlBuilder html) => html.Add($"</tbody></table></div>");
}
