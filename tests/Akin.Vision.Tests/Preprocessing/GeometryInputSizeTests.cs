using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;

namespace Akin.Vision.Tests.Preprocessing;

public sealed class GeometryInputSizeTests
{
    private const string Squeezed = """{"image_processor_type": "ViTImageProcessor", "size": {"height": 224, "width": 224}, "do_center_crop": false""";
    private const string CroppedSquare = """{"image_processor_type": "DeiTImageProcessor", "size": {"height": 256, "width": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}""";
    private const string CroppedEdge = """{"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}""";
    private const string Edge = """{"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 224}, "do_center_crop": false""";
    private const string Unchanged = """{"image_processor_type": "ViTImageProcessor", "do_resize": false""";

    [Theory]
    [InlineData(Squeezed, "resize to 84 x 70, Bilinear; crop none")]
    [InlineData(CroppedSquare, "resize to 96 x 80, Bicubic; crop 84 x 70")]
    [InlineData(CroppedEdge, "resize the shorter edge to 96, Bicubic; crop 84 x 70")]
    [InlineData(Edge, "resize the shorter edge to 84, Bicubic; crop 84 x 70")]
    [InlineData(Unchanged, "no resize, Bilinear; crop 84 x 70")]
    public void Load_KeepsTheProcessorsManner_AtAnotherSize(string start, string geometry)
    {
        string folder = Directory.CreateTempSubdirectory("akin-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), start + ", \"do_rescale\": true, \"resample\": " + (geometry.Contains("Bicubic", StringComparison.Ordinal) ? "3}" : "2}"));
        ImageProcessor processor = ImageProcessor.Open(folder, PreprocessingChain.Checkpoint, (70, 84));
        Directory.Delete(folder, recursive: true);
        using PixelImage picture = new(40, 90, new byte[40 * 90 * 3]);
        float[] pixelValues = new float[3 * 70 * 84];

        processor.Process(picture, pixelValues);

        Assert.Equal((84, 70), processor.OutputSize(40, 90));
        Assert.StartsWith(geometry, processor.Identity, StringComparison.Ordinal);
    }
}
