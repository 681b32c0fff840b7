using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Tests;

/// <summary>A checkpoint so small that a picture takes a millisecond, for tests that index many.</summary>
internal static class TinyEncoder
{
    /// <summary>Components of its embeddings.</summary>
    public const int Dimensions = 128;

    private const string Preprocessing =
        """
        {
            "image_processor_type": "ViTImageProcessor", "do_resize": true, "size": {"height": 32, "width": 32}, "resample": 2, "do_rescale": true, "rescale_factor": 0.00392156862745098,
            "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]
        }
        """;

    /// <summary>Writes the checkpoint's folder.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Path.Combine(SharedFiles.Fixture("encoders/resnet-0"), name), Path.Combine(folder, name));
        }

        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), Preprocessing);
        return folder;
    }

    /// <summary>Opens the checkpoint in a folder for many pictures.</summary>
    public static ImageEncoder Open(string folder) => ImageEncoder.Open(folder, new EncoderOptions { IntraOpThreads = 1 });
}
