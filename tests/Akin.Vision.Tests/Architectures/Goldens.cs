using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Architectures;

/// <summary>The golden checkpoints of all architectures: what <c>transformers</c> computed from three inputs.</summary>
internal static class Goldens
{
    /// <summary>A row's largest difference from PyTorch, relative to its largest component.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>The same for nets with batch normalisation, where PyTorch itself is 1e-5 from float64.</summary>
    public const double BatchNormTolerance = 1e-4;

    /// <summary>Goldens of the default encoder, which has a test of its own.</summary>
    private const string DefaultEncoder = "akin-mini";

    private static readonly string[] BatchNormTypes = ["efficientnet", "mobilenet_v2", "regnet", "resnet"];

    /// <summary>The golden checkpoints' names.</summary>
    public static IEnumerable<string> Names => SharedFiles.FixtureFolders("encoders").Where(name => name != DefaultEncoder);

    /// <summary>A checkpoint's folder.</summary>
    public static string Folder(string name) => SharedFiles.Fixture(Path.Combine("encoders", name));

    /// <summary>Its configuration.</summary>
    public static JsonObject Config(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(name), "config.json")))!.AsObject();

    /// <summary>What its numbers may differ by.</summary>
    public static double ToleranceOf(string name) => BatchNormTypes.Contains((string?)Config(name)["model_type"]) ? BatchNormTolerance : Tolerance;

    /// <summary>The options that the golden was computed with: another size than the trained one where position embeddings were interpolated.</summary>
    public static EncoderOptions Options(string name)
    {
        JsonNode golden = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(name), "golden.json")))!;
        int[] shape = Npy.Read(Path.Combine(Folder(name), "pixel_values.npy")).Shape;
        return new EncoderOptions { InputSize = (bool)golden["interpolate_pos_encoding"]! ? (shape[2], shape[3]) : null };
    }

    /// <summary>What a checkpoint gives for the golden's inputs: [pictures * dimensions].</summary>
    public static float[] Encode(string name, string checkpoint, EncoderOptions options)
    {
        Npy input = Npy.Read(Path.Combine(Folder(name), "pixel_values.npy"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint, options);
        float[] embeddings = new float[input.Shape[0] * encoder.Dimensions];
        encoder.EncodeRaw(input.Values, input.Shape[0], input.Shape[2], input.Shape[3], embeddings);
        return embeddings;
    }

    /// <summary>The largest difference in a row, relative to the row's largest component; infinite where the lengths differ.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int rowCount)
    {
        if (expected.Length != actual.Length)
        {
            return double.PositiveInfinity;
        }

        double worst = 0;
        int length = expected.Length / rowCount;
        for (int row = 0; row < rowCount; row++)
        {
            double largest = 0;
            double difference = 0;
            for (int index = row * length; index < (row + 1) * length; index++)
            {
                largest = Math.Max(largest, Math.Abs(expected[index]));
                difference = Math.Max(difference, double.IsNaN(actual[index]) ? double.PositiveInfinity : Math.Abs(expected[index] - actual[index]));
            }

            worst = Math.Max(worst, difference / largest);
        }

        return worst;
    }
}
