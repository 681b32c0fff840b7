using System.Globalization;
using Akin.Evaluation;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Akin.Reports;

/// <summary>The plots of an <see cref="EvaluationPage"/>.</summary>
internal static class EvaluationPlots
{
    /// <summary>Labels that an axis shows at most.</summary>
    public const int LabelLimit = 30;

    private const int Width = 860;

    private const int Height = 420;

    /// <summary>A label's letters beside an axis.</summary>
    private const int LabelLength = 24;

    /// <summary>Pixels below the heat map for the axis and its name.</summary>
    private const float AxisMargin = 34;

    /// <summary>Pixels that a letter of a slanted label reaches down.</summary>
    private const float LetterDrop = 5.5f;

    /// <summary>Pixels beside a plot for half of "100 %".</summary>
    private const float PercentMargin = 26;

    private const float LineWidth = 2.5f;

    private const float MarkerSize = 8;

    /// <summary>Told apart without their colours.</summary>
    private static readonly MarkerShape[] Shapes = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleDown, MarkerShape.Cross];

    /// <summary>precision@k and recall@k against k.</summary>
    public static PlotImage PrecisionAndRecall(EvaluationReport report, PlotTheme theme)
    {
        Plot plot = theme.NewPlot();
        double[] places = [.. Enumerable.Range(0, report.Depths.Count).Select(index => (double)index)];
        AddLine(plot, places, report.Precision, "precision@k", theme.First);
        AddLine(plot, places, report.Recall, "recall@k", theme.Second);
        plot.Axes.Bottom.TickGenerator = new NumericManual(places, [.. report.Depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture))]);
        double highest = report.Precision.Concat(report.Recall).Max();
        plot.Axes.SetLimits(-0.3, places.Length - 0.7, 0, Math.Clamp(1.3 * highest, 0.01, 1.04));
        plot.XLabel("first matches k");
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = part => part > 1 + 1e-9 ? string.Empty : part.ToString(highest > 0.1 ? "P0" : "P1", CultureInfo.InvariantCulture) };
        plot.ShowLegend(Alignment.UpperRight);
        return PlotTheme.Draw(plot, Width, Height);
    }

    /// <summary>For each label the part of its queries whose nearest picture has it, the worst below.</summary>
    public static PlotImage Accuracies(EvaluationReport report, PlotTheme theme)
    {
        ClassScore[] classes = [.. PageTables.Worst(report).Take(LabelLimit)];
        Plot plot = theme.NewPlot();
        Bar[] bars = [.. classes.Index().Select(one => new Bar
        {
            Position = one.Index,
            Value = one.Item.Accuracy,
            FillColor = theme.First,
            LineWidth = 0,
            Orientation = Orientation.Horizontal,
        })];
        plot.Add.Bars(bars);
        ShowLabels(plot.Axes.Left, [.. classes.Select(one => one.Label)]);
        plot.Axes.SetLimits(0, 1, -0.7, classes.Length - 0.3);
        ShowPercent(plot.Axes.Bottom);
        plot.Axes.Right.MinimumSize = PercentMargin;
        plot.HideGrid();
        plot.XLabel(classes.Length < report.Classes.Count ? $"nearest picture has the label: the {classes.Length} worst of {report.Classes.Count:N0} labels" : "nearest picture has the label");
        return PlotTheme.Draw(plot, Width, Math.Max(160, 90 + (24 * classes.Length)));
    }

    /// <summary>The parts of each label's queries by the label of the nearest picture, row by row.</summary>
    public static PlotImage Confusion(EvaluationReport report, PlotTheme theme)
    {
        string[] labels = [.. ConfusedLabels(report)];
        Dictionary<string, int> places = labels.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        Dictionary<string, int> queryCounts = report.Classes.ToDictionary(one => one.Label, one => one.QueryCount, StringComparer.Ordinal);
        double[,] parts = new double[labels.Length, labels.Length];
        foreach (LabelConfusion one in report.Confusions.Where(one => one.NearestLabel is not null && places.ContainsKey(one.Label) && places.ContainsKey(one.NearestLabel)))
        {
            parts[places[one.Label], places[one.NearestLabel!]] = one.QueryCount / (double)queryCounts[one.Label];
        }

        Plot plot = theme.NewPlot();
        Heatmap map = plot.Add.Heatmap(parts);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([theme.Paper, theme.First]);
        map.ManualRange = new ScottPlot.Range(0, 1);
        ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.TickGenerator = new NumericManual([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"]);
        bar.Axis.TickLabelStyle.ForeColor = theme.Ink;
        bar.Axis.FrameLineStyle.Color = theme.Ink;
        bar.Axis.MajorTickStyle.Color = theme.Ink;
        ShowLabels(plot.Axes.Left, [.. Enumerable.Reverse(labels)]);
        ShowLabels(plot.Axes.Bottom, labels);
        plot.Axes.Bottom.TickLabelStyle.Rotation = -45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 5;
        plot.Axes.Bottom.MinimumSize = AxisMargin + (LetterDrop * labels.Max(label => Math.Min(label.Length, LabelLength)));
        plot.Axes.SetLimits(-0.5, labels.Length - 0.5, -0.5, labels.Length - 0.5);
        plot.HideGrid();
        plot.YLabel(labels.Length < report.Classes.Count ? $"label (the {labels.Length} most confused of {report.Classes.Count:N0})" : "label");
        plot.XLabel("label of the nearest picture");
        int edge = Math.Clamp(260 + (26 * labels.Length), 420, 1000);
        return PlotTheme.Draw(plot, Math.Min(Width, edge + 120), edge);
    }

    /// <summary>How similar pictures of one label are, and pictures of different labels.</summary>
    public static PlotImage Similarities(EvaluationReport report, PlotTheme theme)
    {
        Plot plot = theme.NewPlot();
        int binCount = report.SameLabelSimilarities.Count;
        double[] places = [.. Enumerable.Range(0, binCount).Select(bin => -1 + ((bin + 0.5) * 2 / binCount))];
        AddBins(plot, places, report.OtherLabelSimilarities, "different labels", theme.Second);
        AddBins(plot, places, report.SameLabelSimilarities, "same label", theme.First);
        int[] filled = [.. Enumerable.Range(0, binCount).Where(bin => report.SameLabelSimilarities[bin] + report.OtherLabelSimilarities[bin] > 0)];
        double step = 2.0 / binCount;
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(places[filled.Min()] - step, places[filled.Max()] + step);
        plot.Axes.SetLimitsY(0, plot.Axes.GetLimits().Top);
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = part => part.ToString("P0", CultureInfo.InvariantCulture) };
        plot.XLabel("cosine similarity");
        plot.YLabel($"part of pairs in steps of {step.ToString(CultureInfo.InvariantCulture)}");
        plot.ShowLegend(Alignment.UpperLeft);
        return PlotTheme.Draw(plot, Width, Height);
    }

    /// <summary>Recall of each mode against its latency.</summary>
    public static PlotImage Modes(EvaluationReport report, PlotTheme theme)
    {
        int depth = report.Depths.Index().Where(one => one.Item <= 10).Select(one => one.Index).DefaultIfEmpty(0).Last();
        Plot plot = theme.NewPlot();
        double lowest = report.Modes.Min(one => one.Recall[depth]);
        foreach ((int index, ModeScore one) in report.Modes.Index())
        {
            Color color = theme.Series[index % theme.Series.Count];
            double median = Math.Log10(Math.Max(1e-4, one.MedianLatency.TotalMilliseconds));
            double slowest = Math.Log10(Math.Max(1e-4, one.P99Latency.TotalMilliseconds));
            LinePlot reach = plot.Add.Line(median, one.Recall[depth], slowest, one.Recall[depth]);
            reach.LineWidth = 1.5f;
            reach.Color = color;
            Marker marker = plot.Add.Marker(median, one.Recall[depth], Shapes[index % Shapes.Length], MarkerSize + 4, color);
            marker.LegendText = one.Mode.Name;
        }

        double[] latencies = [.. report.Modes.SelectMany(one => new[] { one.MedianLatency, one.P99Latency }).Select(time => Math.Log10(Math.Max(1e-4, time.TotalMilliseconds)))];
        ShowLatencies(plot.Axes.Bottom);
        double margin = Math.Max(0.02, (1 - lowest) * 0.15);
        plot.Axes.SetLimits(latencies.Min() - 0.4, latencies.Max() + 0.4, Math.Max(0, lowest - margin), 1 + (margin / 3));
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = recall => recall < 1 + 1e-9 ? recall.ToString("0.####", CultureInfo.InvariantCulture) : string.Empty };
        plot.ShowLegend(Alignment.LowerRight);
        plot.XLabel("ms of a search on one thread: point the median, line to the 99th of 100");
        plot.YLabel($"recall@{report.Depths[depth].ToString(CultureInfo.InvariantCulture)} against an exact search");
        return PlotTheme.Draw(plot, Width, Height);
    }

    /// <summary>The labels of the heat map: all where there is room, else those of the most frequent confusions; in ordinal order.</summary>
    private static IEnumerable<string> ConfusedLabels(EvaluationReport report) => report.Classes.Count <= LabelLimit
        ? report.Classes.Select(one => one.Label)
        : report.Confusions.Where(one => one.NearestLabel is not null && one.NearestLabel != one.Label).OrderByDescending(one => one.QueryCount)
            .SelectMany(one => new[] { one.Label, one.NearestLabel! })
            .Concat(PageTables.Worst(report).Select(one => one.Label))
            .Where(label => report.Classes.Any(one => one.Label == label))
            .Distinct(StringComparer.Ordinal).Take(LabelLimit).Order(StringComparer.Ordinal);

    private static void AddLine(Plot plot, double[] places, IReadOnlyList<double> values, string name, Color color)
    {
        Scatter line = plot.Add.Scatter(places, values.ToArray(), color);
        line.LegendText = name;
        line.LineWidth = LineWidth;
        line.MarkerSize = MarkerSize;
    }

    private static void AddBins(Plot plot, double[] places, IReadOnlyList<long> counts, string name, Color color)
    {
        double sum = Math.Max(1, counts.Sum());
        Scatter line = plot.Add.ScatterLine(places, [.. counts.Select(count => count / sum)], color);
        line.LegendText = name;
        line.LineWidth = LineWidth;
        line.FillY = true;
        line.FillYColor = color.WithAlpha(0.25);
    }

    private static void ShowPercent(IAxis axis) => axis.TickGenerator = new NumericManual([0, 0.2, 0.4, 0.6, 0.8, 1], ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]);

    private static void ShowLabels(IAxis axis, string[] labels)
    {
        axis.TickGenerator = new NumericManual([.. Enumerable.Range(0, labels.Length).Select(index => (double)index)], [.. labels.Select(label => SheetText.Fit(SheetText.Shown(label), LabelLength, text => text.Length))]);
        axis.MajorTickStyle.Length = 0;
    }

    /// <summary>Marks 1, 2 and 5 of every decade from a tenth of a microsecond to a minute and a half.</summary>
    private static void ShowLatencies(IAxis axis)
    {
        double[] values = [.. Enumerable.Range(-4, 10).Select(power => Math.Pow(10, power)).SelectMany(power => new[] { power, 2 * power, 5 * power })];
        axis.TickGenerator = new NumericManual([.. values.Select(Math.Log10)], [.. values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))]);
    }
}
