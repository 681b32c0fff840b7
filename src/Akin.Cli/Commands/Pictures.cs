using Akin.Vision.Decoding;

namespace Akin.Cli.Commands;

/// <summary>Reads the one picture that a command works on.</summary>
internal static class Pictures
{
    /// <summary>The picture in a file, upright.</summary>
    /// <exception cref="BadInputException">There is no such file, or it is no picture that can be read.</exception>
    public static PixelImage Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException(Directory.Exists(path) ? $"{path} is a folder: name a picture." : $"There is no picture {path}: check the path.");
        }

        try
        {
            return new ImageDecoder().Decode(path);
        }
        catch (ImageDecodeException exception)
        {
            throw new BadInputException($"{path} cannot be read: {exception.Message}.", exception);
        }
    }
}
