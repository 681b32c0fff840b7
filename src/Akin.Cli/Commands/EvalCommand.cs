using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Evaluation;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin eval FOLDER</c>: how often a gallery's answers carry the label of the query.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        Argument<string> queries = new("QUERIES_FOLDER") { Description = "Pictures that the gallery does not hold, in class folders." };
        Option<string> gallery = CommonOptions.Gallery();
        EncoderArguments encoder = new("Default: the gallery's own.");
        Option<bool> verify = new("--verify") { Description = "Also compare the order of every answer's first ten matches with a plain float64 computation." };
        Option<bool> json = CommonOptions.Json();
        Command command = new("eval", "Measure a gallery by labelled queries: precision@1 and precision@5.") { queries, gallery, verify, json };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(queries)!,
            parsed.GetValue(gallery)!,
            encoder.Read(parsed),
            parsed.GetValue(verify),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string queriesPath, string galleryPath, EncoderChoice choice, bool verifies, bool asJson, CancellationToken cancellationToken)
    {
        ImageFolder queries = new(queriesPath);
        using Gallery gallery = CommonOptions.OpenFilledGallery(galleryPath);
        using ImageEncoder encoder = await Encoders.OpenForSearchingAsync(gallery, choice, forMany: true, cancellationToken);
        EvaluationReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            report = await LabelEvaluation.RunAsync(gallery, encoder, queries, verifies, choice.WorkerCount, progress, cancellationToken);
        }

        SkippedFiles.Print(report.Rejected);
        if (report.QueryCount == 0)
        {
            throw new BadInputException($"{queriesPath} holds no picture with a label: put the queries into folders named after their classes.");
        }

        EvaluationSummary summary = new(
            galleryPath, queriesPath, encoder.Name, report.QueryCount, report.Rejected.Count, report.PrecisionAt1, report.PrecisionAt5, report.SameOrderCount);
        Console.WriteLine(asJson ? JsonSerializer.Serialize(summary, Json.Readable.EvaluationSummary) : Table(summary));
        return ExitCode.Done;
    }

    private static string Table(EvaluationSummary summary)
    {
        string order = summary.SameOrderCount is int same
            ? $"{Environment.NewLine}top 10 in float64 order  {same:N0} of {summary.QueryCount:N0}"
            : string.Empty;
        return $"""
            encoder                  {summary.Encoder}
            queries                  {summary.QueryCount:N0}
            precision@1              {summary.PrecisionAt1:P1}
            precision@5              {summary.PrecisionAt5:P1}{order}
            """;
    }
}
