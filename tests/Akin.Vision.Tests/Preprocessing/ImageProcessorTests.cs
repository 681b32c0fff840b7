using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;
using Akin.Vision.Tests.Decoding;

namespace Akin.Vision.Tests.Preprocessing;

[Trait("Run", "EveryTier")]
public sealed class ImageProcessorTests
{
    /// <summary>The rounding of one float32 operation on numbers up to 4: the golden arrays come of the same operations in the same order.</summary>
    private const float Tolerance = 0;

    private static readonly string[] Names =
    [
        "beit", "clip", "convnext-224", "convnext-384", "deit", "dinov2", "efficientnet", "lanczos", "legacy-beit", "legacy-clip", "legacy-convnext", "legacy-deit",
        "legacy-swin", "legacy-vit", "mobilenet_v2", "no-resize", "rescale-only", "siglip", "vit", "vit-384-bicubic",
    ];

    public static TheoryData<string, int> Cases =>
        [.. Names.Select(name => (name, 0)), .. Names.SelectMany(name => Enumerable.Range(0, 6).Select(picture => ($"{name}-small", picture)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Process_GivesTheNumbersOfTransformers(string name, int picture)
    {
        string folder = SharedFiles.Fixture($"processors/{name}");
        Npy expected = Npy.Read(Path.Combine(folder, $"{picture}.npy"));
        using PixelImage pixels = GoldenPicture.ReadPng(SharedFiles.Fixture($"processors/{picture}.png"));
        ImageProcessor processor = ImageProcessor.Load(Path.Combine(folder, "preprocessor_config.json"));

        (int width, int height) = processor.OutputSize(pixels.Width, pixels.Height);
        float[] actual = new float[3 * width * height];
        processor.Process(pixels, actual);

        Assert.Equal<int>([3, height, width], expected.Shape);
        float largest = 0;
        for (int index = 0; index < actual.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(actual[index] - expected.Values[index]));
        }

        Assert.InRange(largest, 0, Tolerance);
    }

    [Fact]
    public void Process_GivesTheDefaultEncodersNumbers()
    {
        Npy expected = Npy.Read(SharedFiles.Fixture("encoders/akin-mini/pixel_values.npy"));
        ImageProcessor processor = ImageProcessor.Load(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"));
        for (int picture = 0; picture < expected.Shape[0]; picture++)
        {
            using PixelImage pixels = GoldenPicture.ReadPng(SharedFiles.Fixture($"encoders/akin-mini/{picture}.png"));
            float[] actual = new float[3 * 112 * 112];

            processor.Process(pixels, actual);

            Assert.Equal(expected.Row(picture), actual);
        }
    }

    [Theory]
    [InlineData("size", "0")]
    [InlineData("size", "1000000000")]
    [InlineData("size", "{\"height\": 7}")]
    [InlineData("size", "\"large\"")]
    [InlineData("crop_size", "{\"height\": -1, \"width\": 5}")]
    [InlineData("resample", "9")]
    [InlineData("image_mean", "[1, 2]")]
    [InlineData("image_std", "[1, 0, 1]")]
    [InlineData("do_resize", "\"yes\"")]
    [InlineData("rescale_factor", "\"small\"")]
    [InlineData("image_processor_type", "\"NoSuchImageProcessor\"")]
    public void Load_NamesAValueThatCannotBe(string name, string value)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json")))!;
        config[name] = JsonNode.Parse(value);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, config.ToJsonString());

            CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageProcessor.Load(path));

            Assert.Contains(name == "image_processor_type" ? "NoSuchImageProcessor" : name, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Process_RefusesAPictureThatIsTooElongated()
    {
        ImageProcessor processor = ImageProcessor.Load(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"));
        using PixelImage line = new(100_000_000, 1);

        Assert.Throws<ImageDecodeException>(() => processor.Process(line, new float[3 * 112 * 112]));
    }
}
