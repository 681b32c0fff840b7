using System.Text.Json;
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

    /// <summary>DINOv3's processor resizes in float32, whose sums round by their order.</summary>
    private const float FloatTolerance = 1e-4f;

    private static readonly string[] Names =
    [
        "beit", "clip", "convnext-224", "convnext-384", "deit", "dinov2", "dinov3", "efficientnet", "lanczos", "legacy-beit", "legacy-clip", "legacy-convnext", "legacy-deit",
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
        ImageProcessor processor = ImageProcessor.Open(folder);

        (int width, int height) = processor.OutputSize(pixels.Width, pixels.Height);
        float[] actual = new float[3 * width * height];
        processor.Process(pixels, actual);

        Assert.Equal<int>([3, height, width], expected.Shape);
        float largest = 0;
        for (int index = 0; index < actual.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(actual[index] - expected.Values[index]));
        }

        Assert.InRange(largest, 0, name.StartsWith("dinov3", StringComparison.Ordinal) ? FloatTolerance : Tolerance);
    }

    [Fact]
    public void Process_GivesTheDefaultEncodersNumbers()
    {
        Npy expected = Npy.Read(SharedFiles.Fixture("encoders/akin-mini/pixel_values.npy"));
        ImageProcessor processor = ImageProcessor.Open(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini"));
        for (int picture = 0; picture < expected.Shape[0]; picture++)
        {
            using PixelImage pixels = GoldenPicture.ReadPng(SharedFiles.Fixture($"encoders/akin-mini/{picture}.png"));
            float[] actual = new float[3 * 112 * 112];

            processor.Process(pixels, actual);

            Assert.Equal(expected.Row(picture), actual);
        }
    }

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Process_GivesTheNotebooksNumbers(string split)
    {
        string folder = SharedFiles.Fixture("notebook");
        Npy expected = Npy.Read(Path.Combine(folder, $"{split}.pixel_values.first3.npy"));
        string[] files = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{split}.json"))).RootElement.GetProperty("rows").EnumerateArray().Take(3).Select(row => row.GetProperty("file").GetString()!)];
        ImageProcessor processor = ImageProcessor.Open(Path.Combine(folder, "model"), PreprocessingChain.Notebook);
        for (int picture = 0; picture < 3; picture++)
        {
            using PixelImage pixels = new ImageDecoder().Decode(File.ReadAllBytes(Path.Combine(folder, files[picture])));
            float[] actual = new float[expected.Row(picture).Length];

            processor.Process(pixels, actual);

            Assert.Equal(expected.Row(picture), actual);
        }
    }

    [Theory]
    [InlineData("vit", "ViTImageProcessor")]
    [InlineData("dinov2", "BitImageProcessor")]
    [InlineData("swin", "ViTImageProcessor")]
    [InlineData("resnet", "ConvNextImageProcessor")]
    public void Open_TakesTheClassOfTheModelType_WhereNoneIsNamed(string modelType, string className)
    {
        string folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
        try
        {
            string preprocessor = Path.Combine(folder, "preprocessor_config.json");
            File.WriteAllText(preprocessor, $$"""{"image_processor_type": "{{className}}"}""");
            ImageProcessor named = ImageProcessor.Open(folder);
            File.WriteAllText(preprocessor, "{}");
            Assert.Contains("names no image_processor_type", Assert.Throws<CheckpointException>(() => ImageProcessor.Open(folder)).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "config.json"), $$"""{"model_type": "{{modelType}}"}""");

            Assert.Equal(named.Identity, ImageProcessor.Open(folder).Identity);

            File.Delete(preprocessor);
            File.WriteAllText(Path.Combine(folder, "processor_config.json"), $$$"""{"image_processor": {"image_processor_type": "{{{className}}}"}}""");
            Assert.Equal(named.Identity, ImageProcessor.Open(folder).Identity);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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
        string folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), config.ToJsonString());

            CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageProcessor.Open(folder));

            Assert.Contains(name == "image_processor_type" ? "NoSuchImageProcessor" : name, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Process_RefusesAPictureThatIsTooElongated()
    {
        ImageProcessor processor = ImageProcessor.Open(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini"));
        using PixelImage line = new(100_000_000, 1);

        Assert.Throws<ImageDecodeException>(() => processor.Process(line, new float[3 * 112 * 112]));
    }
}
