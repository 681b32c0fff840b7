using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Tests;

/// <summary>A checkpoint of random weights beside Akin's own: small, fast, and of other dimensions.</summary>
internal static class OtherEncoder
{
    public const int Dimensions = 128;

    /// <summary>Lays the checkpoint out in a folder.</summary>
    public static string Write(string folderPath)
    {
        Directory.CreateDirectory(folderPath);
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(SharedFiles.Fixture($"encoders/resnet-0/{name}"), Path.Combine(folderPath, name));
        }

        File.Copy(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"), Path.Combine(folderPath, "preprocessor_config.json"));
        return folderPath;
    }

    /// <summary>Opens it from a folder that it is laid out in, or is to be.</summary>
    public static ImageEncoder Open(string folderPath) => ImageEncoder.Open(Directory.Exists(folderPath) ? folderPath : Write(folderPath));
}
