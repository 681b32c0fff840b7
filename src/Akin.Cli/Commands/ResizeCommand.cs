using System.CommandLine;
using System.CommandLine.Parsing;
using Akin.Cli.Output;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary><c>akin resize IN OUT.png --size WxH --filter NAME</c>: the resize alone, so that anyone can compare it with Pillow's.</summary>
internal static class ResizeCommand
{
    private const int EdgeLimit = 65_535;

    public static Command Create()
    {
        Argument<string> input = new("IN") { Description = "The picture." };
        Argument<string> output = new("OUT.png") { Description = "The PNG file to write: 8-bit RGB, upright." };
        Option<(int Width, int Height)> size = new("--size", "-s") { Description = $"Pixels across and down, 1 to {EdgeLimit:N0} each.", HelpName = "WxH", Required = true, CustomParser = ParseSize };
        Option<ResizeFilter?> filter = CommonOptions.Choice<ResizeFilter>("--filter", "Pillow's filter. Default: bicubic.");
        filter.Aliases.Add("-f");
        output.Validators.Add(result => CommonOptions.RequirePng(result, output.Name));
        Command command = new("resize", "Resize a picture to the bytes that Pillow gives.") { input, output, size, filter };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(size), parsed.GetValue(filter) ?? ResizeFilter.Bicubic));
        return command;
    }

    private static int Run(string inputPath, string outputPath, (int Width, int Height) size, ResizeFilter filter)
    {
        OutputFile.Require(outputPath);
        if (Path.GetFullPath(inputPath) == Path.GetFullPath(outputPath))
        {
            throw new BadInputException($"{outputPath} is the picture itself, which would be lost: name another file to write.");
        }

        using PixelImage picture = Pictures.Read(inputPath);
        using PixelImage resized = picture.Resize(size.Width, size.Height, filter);
        string unfinishedPath = outputPath + ".unfinished";
        try
        {
            File.WriteAllBytes(unfinishedPath, resized.ToPng());
            File.Move(unfinishedPath, outputPath, overwrite: true);
        }
        finally
        {
            File.Delete(unfinishedPath);
        }

        Console.WriteLine($"{picture.Width} x {picture.Height} pixels became {size.Width} x {size.Height} in {outputPath}, {filter.ToString().ToLowerInvariant()}.");
        return ExitCode.Done;
    }

    private static (int Width, int Height) ParseSize(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (CommonOptions.ParseEdges(text, EdgeLimit) is (int width, int height) && (long)width * height <= DecodeLimits.Default.Pixels)
        {
            return (width, height);
        }

        result.AddError($"--size is {text}, expected pixels across and down such as 341x256, each 1 to {EdgeLimit:N0}, {DecodeLimits.Default.Pixels:N0} in all at the most.");
        return default;
    }
}
