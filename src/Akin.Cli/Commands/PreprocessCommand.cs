using System.CommandLine;
using Akin.Cli.Output;
using Akin.Vectors.Storage;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary><c>akin preprocess PICTURE --out X.npy</c>: what the encoder would see of a picture, so that anyone can compare.</summary>
internal static class PreprocessCommand
{
    public static Command Create()
    {
        Argument<string> picture = new("PICTURE") { Description = "The picture." };
        Option<string> output = new("--out", "-o") { Description = "The array to write: float32 [3, height, width].", HelpName = "X.npy", Required = true };
        Option<string?> model = CommonOptions.Model("Its preprocessor_config.json is all that is needed. Default: akin-mini.");
        Option<PreprocessingChain?> chain = CommonOptions.Preprocess();
        Command command = new("preprocess", "Write what an encoder would see of a picture into a NumPy file.") { picture, output, model, chain };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(picture)!, parsed.GetValue(output)!, parsed.GetValue(model), parsed.GetValue(chain) ?? PreprocessingChain.Checkpoint, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, string outputPath, string? model, PreprocessingChain chain, CancellationToken cancellationToken)
    {
        OutputFile.Require(outputPath);
        ImageProcessor processor = await Encoders.OpenProcessorAsync(model, chain, cancellationToken);
        using PixelImage picture = Pictures.Read(path);
        (int width, int height) = processor.OutputSize(picture.Width, picture.Height);
        float[] pixelValues = new float[3 * width * height];
        processor.Process(picture, pixelValues);
        using NpyWriter array = new(outputPath, height, width);
        for (int plane = 0; plane < 3; plane++)
        {
            array.Append(pixelValues.AsSpan(plane * width * height, width * height));
        }

        array.Complete();
        Console.WriteLine($"{picture.Width} x {picture.Height} pixels became float32 [3, {height}, {width}] in {outputPath}: {processor.Identity}.");
        return ExitCode.Done;
    }
}
