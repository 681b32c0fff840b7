using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Evaluation;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin overlap FOLDER --model M --precision int8</c>: what a precision does to a model's answers, beside float32.</summary>
internal static class OverlapCommand
{
    public static Command Create()
    {
        Argument<string> pictures = new("FOLDER") { Description = "Pictures: each is searched among all others." };
        EncoderArguments encoder = new("Default: akin-mini.");
        Option<bool> json = CommonOptions.Json();
        Command command = new("overlap", "Compare the answers of a model in int8 with those in float32: how much of the top 10 stays.") { pictures, json };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(pictures)!, encoder.Read(parsed), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, EncoderChoice choice, bool asJson, CancellationToken cancellationToken)
    {
        if (choice.Precision == Precision.Float32)
        {
            throw new BadInputException("--precision fp32 is what the answers are compared with: name --precision int8, or leave it out.");
        }

        ImageFolder pictures = new(folder);
        using ImageEncoder reference = await Encoders.OpenForManyAsync(choice with { Precision = Precision.Float32 }, cancellationToken);
        using ImageEncoder other = await Encoders.OpenForManyAsync(choice with { Precision = Precision.Int8 }, cancellationToken);
        OverlapReport report;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            report = await NeighbourOverlap.RunAsync(reference, other, pictures, choice.WorkerCount, progress, cancellationToken);
        }

        SkippedFiles.Print(report.Rejected);
        if (report.Depth == 0)
        {
            throw new BadInputException($"{folder} holds {Counted.Pictures(report.PictureCount)} that can be read, and a comparison needs two: name a folder with more.");
        }

        OverlapSummary summary = new(
            other.Name, other.Quantized, folder, report.PictureCount, report.Rejected.Count, report.Depth, report.Overlap, report.SameFirst, report.LeastCosine, report.MedianCosine);
        Console.WriteLine(asJson ? JsonSerializer.Serialize(summary, Json.Readable.OverlapSummary) : Table(summary));
        return ExitCode.Done;
    }

    private static string Table(OverlapSummary summary) => $"""
        encoder                  {summary.Encoder}, int8 beside fp32
        int8                     {summary.Quantized}
        pictures                 {summary.PictureCount:N0}
        overlap of the top {summary.Depth,-5} {summary.Overlap:P1}
        first match stays        {summary.SameFirst:P1}
        cosine, least            {summary.LeastCosine:F5}
        cosine, median           {summary.MedianCosine:F5}
        """;
}
