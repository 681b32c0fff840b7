using System.Text.Json;
using Akin.Cli.Commands;
using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;

namespace Akin.Cli.Verification;

/// <summary>One check of a gallery.</summary>
/// <param name="galleryPath">Its folder.</param>
/// <param name="choice">What the command line says of the encoder; the gallery's own where it says nothing.</param>
/// <param name="options">How to check.</param>
/// <param name="asJson">Whether JSON is printed.</param>
internal sealed class GalleryVerifyRun(string galleryPath, EncoderChoice choice, VerifyOptions options, bool asJson)
{
    /// <summary>Checks, and repairs where that is wanted.</summary>
    /// <returns>Whether the gallery is sound now.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        VerifyReport report;
        (ImageEncoder? encoder, string? noEncoder) = await OpenEncoderAsync(cancellationToken);
        using (encoder)
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            report = await Gallery.VerifyAsync(galleryPath, encoder, options, progress, cancellationToken);
        }

        if (asJson)
        {
            VerifySummary summary = new(
                galleryPath, report.IsSound, report.PictureCount, report.RowCount, report.DeadRowCount, report.HasChecksums, report.SampledCount, report.SmallestCosine, report.NotSampled, report.Problems, report.Remarks, report.RemovedCount);
            Console.WriteLine(JsonSerializer.Serialize(summary, Json.Readable.VerifySummary));
        }
        else
        {
            Print(report);
        }

        return !report.IsSound || noEncoder is null ? report.IsSound
            : throw new BadInputException($"The sample was not encoded: {noEncoder.TrimEnd('.')}; nothing else is wrong, and --sample 0 leaves it out.");
    }

    /// <summary>The encoder of the sample, or why there is none; neither where none is wanted, or the gallery cannot say which.</summary>
    private async Task<(ImageEncoder? Encoder, string? Why)> OpenEncoderAsync(CancellationToken cancellationToken)
    {
        if (options.SampleCount == 0)
        {
            return (null, null);
        }

        try
        {
            return Gallery.ReadInfo(galleryPath) is { RowCount: > 0 } ? (await Encoders.OpenForIndexingAsync(galleryPath, choice, cancellationToken), null) : (null, null);
        }
        catch (GalleryException exception) when (!exception.IsRefusedBySystem)
        {
            // The check says what is wrong with it.
            return (null, null);
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return (null, exception.Message);
        }
    }

    private void Print(VerifyReport report)
    {
        if (report.PictureCount is long pictureCount)
        {
            Console.WriteLine($"pictures  {pictureCount:N0}");
            Console.WriteLine($"rows      {report.RowCount:N0}{(report.DeadRowCount > 0 ? $", {report.DeadRowCount:N0} of them of removed pictures" : string.Empty)}{(report.HasChecksums ? string.Empty : ", without checksums: the next 'akin index' gives them some")}");
        }
        else
        {
            Console.WriteLine("pictures  unknown: the catalogue cannot be read");
        }

        if (report.SmallestCosine is double smallest)
        {
            Console.WriteLine($"sample    {Counted.Pictures(report.SampledCount)} encoded again, smallest cosine {smallest:F7}");
        }

        foreach (Akin.Datasets.RejectedFile file in report.NotSampled)
        {
            Console.WriteLine($"          not compared: {Printable.Text(file.Key)}: {file.Reason}");
        }

        foreach (GalleryProblem problem in report.Problems)
        {
            string repair = problem.IsRepaired || !problem.CanBeRepaired ? string.Empty : $"; {problem.Repair}";
            Console.WriteLine($"{(problem.IsRepaired ? "repaired" : "problem "),-8}  {problem.Where}: {Printable.Text(problem.What)}{repair}.");
        }

        foreach (string remark in report.Remarks)
        {
            Console.WriteLine($"remark    {remark}");
        }

        if (report.RemovedCount > 0)
        {
            Console.WriteLine($"removed   {report.RemovedCount:N0} pictures taken out: 'akin index --gallery {galleryPath}' encodes them again");
        }

        // What --repair cannot mend is the next step, whatever else it could.
        GalleryProblem? left = report.Problems.FirstOrDefault(problem => !problem.IsRepaired && !problem.CanBeRepaired);
        Console.WriteLine(report.Problems.Count == 0 ? $"{galleryPath} is sound."
            : report.IsSound ? $"{galleryPath} is sound now."
            : left is not null ? $"{galleryPath} is not sound, and what is left cannot be repaired: {left.Repair}."
            : $"{galleryPath} is not sound: 'akin verify {galleryPath} --repair' repairs what can be.");
    }
}
