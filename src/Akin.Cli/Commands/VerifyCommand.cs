using System.CommandLine;
using System.Globalization;
using Akin.Cli.Verification;
using Akin.Galleries;
using Akin.Vectors.Storage;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;

namespace Akin.Cli.Commands;

/// <summary>
/// <c>akin verify MODEL</c>: whether a model gives the embeddings here that another program computed, or the means for others to find out. <c>akin verify GALLERY</c>: whether a gallery is sound.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> subject = new("MODEL|GALLERY") { Description = "The model, as --model of the other commands takes it, or the folder of a gallery." };
        Option<double?> tolerance = new("--tolerance")
        {
            Description = "The largest difference that passes: for a model relative to the largest component of a row, default 1e-4; for a gallery of 1 and the cosine, default 1e-3.",
            HelpName = "NUMBER",
            CustomParser = static result =>
            {
                string text = result.Tokens[0].Value;
                if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value is >= 0 and < double.PositiveInfinity))
                {
                    result.AddError($"--tolerance is {text}, expected a number of at least 0.");
                }

                return value;
            },
        };
        Option<string?> pair = new("--pair") { Description = "Of a model: the folder of pixel_values.npy and embedding.npy. Default: the model's own.", HelpName = "FOLDER" };
        Option<string?> output = new("--out", "-o") { Description = "Of a model: also write what the model gives for the inputs, as it computes it: float32 [inputs, dimensions].", HelpName = "E.npy" };
        Option<string?> write = new("--write") { Description = "Of a model: write a pair made of pictures that come with Akin, and the pictures as PNG, so that others can compare.", HelpName = "FOLDER" };
        GalleryVerifyArguments ofGallery = new();
        EncoderArguments encoder = new(whenAbsent: null);
        Command command = new(
            "verify",
            "Check a gallery: checksums, catalogue, and a sample of pictures encoded again. Or run a model on pixel_values.npy and compare the result with embedding.npy. Exit codes: 0 sound or within the tolerance, 1 a fault or beyond, 2 it cannot be checked.")
        {
            subject, tolerance, pair, output, write,
        };
        ofGallery.AddTo(command);
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            string named = parsed.GetValue(subject)!;
            EncoderChoice choice = encoder.Read(parsed);
            if (IsGallery(named))
            {
                Option? misplaced = ((Option[])[pair, output, write]).FirstOrDefault(option => parsed.GetResult(option) is not null);
                return RunAsync(
                    () => misplaced is null
                        ? new GalleryVerifyRun(named, choice, ofGallery.Read(parsed, parsed.GetValue(tolerance), choice.WorkerCount), ofGallery.AsJson(parsed)).RunAsync(cancellationToken)
                        : throw new BadInputException($"{misplaced.Name} is for models, and {named} is a gallery: leave it out."));
            }

            return RunAsync(() => ofGallery.FirstSaid(parsed) is string misplaced
                ? throw new BadInputException($"{misplaced} is for galleries, and {named} is none: leave it out, or name the folder that 'akin index' made.")
                : new VerifyRun(choice with { Model = named }, parsed.GetValue(tolerance) ?? VerifyRun.DefaultTolerance, parsed.GetValue(pair), parsed.GetValue(output), parsed.GetValue(write)).RunAsync(cancellationToken));
        });
        return command;
    }

    /// <summary>Whether the folder of a gallery is named; a folder that is called like one and is not there is meant as one.</summary>
    private static bool IsGallery(string named) => Directory.Exists(named) ? Gallery.Exists(named) || Gallery.HasLostCatalogue(named) : Path.TrimEndingDirectorySeparator(named).EndsWith(".akin", StringComparison.Ordinal);

    /// <summary>Runs it; whatever keeps it from comparing has an exit code of its own, since 1 says that something is wrong.</summary>
    private static async Task<int> RunAsync(Func<Task<bool>> run)
    {
        try
        {
            return await run() ? ExitCode.Done : ExitCode.BeyondTolerance;
        }
        catch (Exception exception) when (exception is BadInputException or GalleryException or CheckpointException or IndexFormatException or ImageDecodeException or PlatformNotSupportedException)
        {
            throw new CannotVerifyException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotVerifyException(SystemRefusal.Explain(exception), exception);
        }
    }
}
