using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>The Pillow-exact resize of a 12-megapixel photograph and of a small one to a model's size; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class ResizeBenchmarks
{
    private PixelImage? _picture;

    [Params(4000, 640)]
    public int SourceWidth { get; set; }

    [Params("Bilinear", "Bicubic", "Lanczos")]
    public string Filter { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        byte[] pixels = new byte[SourceWidth * (SourceWidth * 3 / 4) * 3];
        new Random(20261124).NextBytes(pixels);
        _picture = new PixelImage(SourceWidth, SourceWidth * 3 / 4, pixels);
    }

    [GlobalCleanup]
    public void Cleanup() => _picture!.Dispose();

    [Benchmark]
    public int Resize()
    {
        using PixelImage resized = PillowResize.Resize(_picture!, 341, 256, Enum.Parse<ResizeFilter>(Filter));
        return resized.Width;
    }
}
