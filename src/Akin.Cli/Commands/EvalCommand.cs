using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Evaluation;
using Akin.Galleries;
using Akin.Reports;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin eval [FOLDER] --gallery G</c>: how well a gallery answers, by label, and how its ways of searching compare.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        Argument<string?> queries = new("QUERIES_FOLDER")
        {
            Description = "Pictures in class folders to search for. Without it every picture of the gallery is searched among the others.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> gallery = CommonOptions.Gallery();
        EncoderArguments encoder = new("Default: the gallery's own.");
        EvalArguments eval = new();
        Option<bool> json = CommonOptions.Json();
        Option<string?> report = new("--report") { Description = "Also write tables and plots into this HTML file, which opens without a network.", HelpName = "OUT.html" };
        Command command = new("eval", "Measure a gallery: precision, recall and confusion by label, and recall, time and memory of its ways of searching.") { queries, gallery, json, report };
        eval.AddTo(command);
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            EncoderChoice choice = encoder.Read(parsed);
            Request request = new(parsed.GetValue(queries), parsed.GetValue(gallery)!, choice, eval.Read(parsed, choice.WorkerCount), parsed.GetValue(report));
            return RunAsync(request, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Request request, bool asJson, CancellationToken cancellationToken)
    {
        ImageFolder? queries = request.QueriesPath is null ? null : new ImageFolder(request.QueriesPath);
        if (request.ReportPath is not null)
        {
            OutputFile.Require(request.ReportPath);
        }

        using Gallery gallery = CommonOptions.OpenFilledGallery(request.GalleryPath);
        EvaluationReport report = await MeasureAsync(gallery, queries, request, cancellationToken);
        SkippedFiles.Print(report.Rejected);
        RequireResult(report, request);
        if (request.ReportPath is not null)
        {
            EvaluationPage.Write(request.ReportPath, gallery, report);
            Console.Error.WriteLine($"Wrote {request.ReportPath}.");
        }

        Console.WriteLine(asJson
            ? JsonSerializer.Serialize(EvaluationSummary.Of(gallery, request.QueriesPath, report), Json.Readable.EvaluationSummary)
            : EvaluationTable.Format(gallery, report));
        return ExitCode.Done;
    }

    private static async Task<EvaluationReport> MeasureAsync(Gallery gallery, ImageFolder? queries, Request request, CancellationToken cancellationToken)
    {
        if (queries is null)
        {
            using EvaluationDisplay display = EvaluationDisplay.Start();
            return await GalleryEvaluation.LeaveOneOutAsync(gallery, request.Options, display, cancellationToken);
        }

        using ImageEncoder encoder = await Encoders.OpenForSearchingAsync(gallery, request.Encoder, forMany: true, cancellationToken);
        using EvaluationDisplay progress = EvaluationDisplay.Start();
        return await GalleryEvaluation.RunAsync(gallery, encoder, queries, request.Options, progress, cancellationToken);
    }

    /// <summary>Refuses where there was nothing to measure.</summary>
    private static void RequireResult(EvaluationReport report, Request request)
    {
        if (!report.IsLabelled && report.Modes.Count == 0)
        {
            throw new BadInputException(
                report.Unanswerable.Count > 0 ? $"No query can be scored: of {report.Unanswerable.Count:N0}, none has a label that another picture of {request.GalleryPath} has."
                : request.QueriesPath is string path ? $"{path} holds no picture with a label: put the queries into folders named after their classes."
                : $"{request.GalleryPath} holds no two pictures with a label: index class folders, or measure the ways of searching with --modes.");
        }
    }

    private sealed record Request(string? QueriesPath, string GalleryPath, EncoderChoice Encoder, EvaluationOptions Options, string? ReportPath);
}
