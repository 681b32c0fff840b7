using System.CommandLine;
using System.Globalization;
using Akin.Cli.Verification;
using Akin.Vectors.Storage;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin verify MODEL</c>: whether a model gives the embeddings here that another program computed, or the means for others to find out.</summary>
internal static class VerifyCommand
{
    private const double DefaultTolerance = 1e-4;

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "The model, as --model of the other commands takes it." };
        Option<double> tolerance = new("--tolerance")
        {
            Description = "The largest difference that passes, relative to the largest component of a row.",
            HelpName = "NUMBER",
            DefaultValueFactory = _ => DefaultTolerance,
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
        Option<string?> pair = new("--pair") { Description = "The folder of pixel_values.npy and embedding.npy. Default: the model's own.", HelpName = "FOLDER" };
        Option<string?> output = new("--out", "-o") { Description = "Also write what the model gives for the inputs, as it computes it: float32 [inputs, dimensions].", HelpName = "E.npy" };
        Option<string?> write = new("--write") { Description = "Write a pair made of pictures that come with Akin, and the pictures as PNG, so that others can compare.", HelpName = "FOLDER" };
        EncoderArguments encoder = new(whenAbsent: null);
        Command command = new(
            "verify",
            "Run a model on pixel_values.npy and compare the result with embedding.npy. Exit codes: 0 within the tolerance, 1 beyond, 2 it cannot be run.")
        {
            model, tolerance, pair, output, write,
        };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new VerifyRun(encoder.Read(parsed) with { Model = parsed.GetValue(model) }, parsed.GetValue(tolerance), parsed.GetValue(pair), parsed.GetValue(output), parsed.GetValue(write)),
            cancellationToken));
        return command;
    }

    /// <summary>Runs it; whatever keeps it from comparing has an exit code of its own, since 1 says that the numbers differ.</summary>
    private static async Task<int> RunAsync(VerifyRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await run.RunAsync(cancellationToken) ? ExitCode.Done : ExitCode.BeyondTolerance;
        }
        catch (Exception exception) when (exception is BadInputException or CheckpointException or IndexFormatException or ImageDecodeException or PlatformNotSupportedException)
        {
            throw new CannotVerifyException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotVerifyException(SystemRefusal.Explain(exception), exception);
        }
    }
}
