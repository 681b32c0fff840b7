using System.Globalization;
using System.Text;
using Akin.Evaluation;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>An evaluation as tables of plain text.</summary>
internal static class EvaluationTable
{
    /// <summary>More labels are listed by those that are answered worst.</summary>
    private const int ClassLimit = 40;

    /// <summary>More labels have no room for a column each: their most confused pairs are listed instead.</summary>
    private const int ConfusionLimit = 12;

    private const int PairLimit = 20;

    private const int NamedLimit = 50;

    private const string NoLabel = "(none)";

    public static string Format(Gallery gallery, EvaluationReport report)
    {
        StringBuilder text = new();
        text.Append(TextTable.Format(Head(gallery, report), leftCount: 2));
        if (report.IsLabelled)
        {
            AppendClasses(text, report);
            AppendConfusions(text, report);
        }

        AppendUnanswerable(text, report);
        AppendModes(text, report);
        return text.ToString().TrimEnd();
    }

    private static List<string[]> Head(Gallery gallery, EvaluationReport report)
    {
        List<string[]> lines =
        [
            ["encoder", gallery.Info.Model],
            ["pictures", Count(report.PictureCount) + (report.ContentCount < report.PictureCount ? $", of {Count(report.ContentCount)} contents" : string.Empty)],
            ["queries", Queries(report)],
        ];
        if (report.HeldCount > 0)
        {
            lines.Add(["held by the gallery", $"{Count(report.HeldCount)} of the queries; each is left out of its own answer"]);
        }

        if (report.UnlabelledCount > 0)
        {
            lines.Add(["without a label", Count(report.UnlabelledCount)]);
        }

        if (report.IsLabelled)
        {
            lines.AddRange(report.Depths.Select((depth, index) => new[] { $"precision@{depth}", Percent(report.Precision[index]) }));
            lines.AddRange(report.Depths.Select((depth, index) => new[] { $"recall@{depth}", Percent(report.Recall[index]) }));
            lines.Add(["mean average precision", Percent(report.MeanAveragePrecision)]);
            lines.Add(["nearest has the label", $"{Percent(report.PrecisionAt1)} of queries, {Percent(report.MeanClassAccuracy)} on average over labels"]);
        }

        if (report.SameOrderCount is int same)
        {
            lines.Add(["top 10 in float64 order", $"{Count(same)} of {Count(report.QueryCount)}"]);
        }

        return lines;
    }

    private static string Queries(EvaluationReport report)
    {
        string whose = (report.QueriesPath is null ? "pictures of the gallery, each searched among the others" : "pictures of the folder") + (report.IsLabelled ? string.Empty : ", without labels");
        return report.QueryCount < report.AskableCount ? $"{Count(report.QueryCount)} of {Count(report.AskableCount)} {whose}, drawn by seed {report.Seed}"
            : $"{Count(report.QueryCount)} {whose}";
    }

    private static void AppendClasses(StringBuilder text, EvaluationReport report)
    {
        bool isCut = report.Classes.Count > ClassLimit;
        IEnumerable<ClassScore> classes = isCut ? report.Classes.OrderBy(one => one.Accuracy).ThenBy(one => one.MeanAveragePrecision).Take(ClassLimit) : report.Classes;
        List<string[]> rows = [["label", "pictures", "queries", "nearest has it", "mean average precision"]];
        rows.AddRange(classes.Select(one => new[] { Printable.Label(one.Label), Count(one.PictureCount), Count(one.QueryCount), Percent(one.Accuracy), Percent(one.MeanAveragePrecision) }));
        text.AppendLine();
        text.AppendLine(isCut ? $"The {ClassLimit} of {Count(report.Classes.Count)} labels that are answered worst" : "Labels");
        text.Append(TextTable.Format(rows, leftCount: 1));
    }

    private static void AppendConfusions(StringBuilder text, EvaluationReport report)
    {
        string?[] nearest = [.. report.Confusions.Select(one => one.NearestLabel).Distinct().OrderBy(label => label is null).ThenBy(label => label, StringComparer.Ordinal)];
        text.AppendLine();
        if (report.Classes.Count <= ConfusionLimit && nearest.Length <= ConfusionLimit)
        {
            Dictionary<(string, string?), int> cells = report.Confusions.ToDictionary(one => (one.Label, one.NearestLabel), one => one.QueryCount);
            List<string[]> rows = [["label \\ nearest", .. nearest.Select(Label)]];
            rows.AddRange(report.Classes.Select(one => (string[])[Label(one.Label), .. nearest.Select(label => Count(cells.GetValueOrDefault((one.Label, label))))]));
            text.AppendLine("Confusion: queries by their label and by that of the nearest picture");
            text.Append(TextTable.Format(rows, leftCount: 1));
            return;
        }

        LabelConfusion[] pairs = [.. report.Confusions.Where(one => one.Label != one.NearestLabel).OrderByDescending(one => one.QueryCount)];
        List<string[]> lines = [["label", "nearest", "queries"]];
        lines.AddRange(pairs.Take(PairLimit).Select(one => new[] { Label(one.Label), Label(one.NearestLabel), Count(one.QueryCount) }));
        text.AppendLine($"The most frequent of {Count(pairs.Length)} confusions");
        text.Append(TextTable.Format(lines, leftCount: 2));
    }

    private static void AppendUnanswerable(StringBuilder text, EvaluationReport report)
    {
        if (report.Unanswerable.Count > 0)
        {
            text.AppendLine();
            text.AppendLine($"Not scored, for no other picture has their label: {Count(report.Unanswerable.Count)}");
            foreach (string key in report.Unanswerable.Take(NamedLimit).Select(one => one.Key))
            {
                text.AppendLine($"  {Printable.Text(key)}");
            }

            if (report.Unanswerable.Count > NamedLimit)
            {
                text.AppendLine($"  ... and {Count(report.Unanswerable.Count - NamedLimit)} more: --json names them all");
            }
        }
    }

    private static void AppendModes(StringBuilder text, EvaluationReport report)
    {
        if (report.Modes.Count == 0)
        {
            return;
        }

        List<string[]> rows = [["mode", .. report.Depths.Select(depth => $"recall@{depth}"), "p50 ms", "p95 ms", "p99 ms", "build s", "bytes"]];
        rows.AddRange(report.Modes.Select(one => (string[])
        [
            one.Mode.Name,
            .. one.Recall.Select(recall => recall.ToString("F4", CultureInfo.InvariantCulture)),
            Ms(one.MedianLatency),
            Ms(one.P95Latency),
            Ms(one.P99Latency),
            one.BuildTime is TimeSpan time ? time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) : "-",
            Count(one.BytesInMemory),
        ]));
        text.AppendLine();
        text.AppendLine($"Ways of searching: recall against an exact search, and time on one thread, by {Count(report.ModeQueryCount)} queries");
        text.Append(TextTable.Format(rows, leftCount: 1));
    }

    private static string Label(string? label) => label is null ? NoLabel : Printable.Label(label);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double part) => part.ToString("P1", CultureInfo.InvariantCulture);

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);
}
