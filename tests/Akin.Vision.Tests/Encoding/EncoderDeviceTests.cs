using Akin.Testing;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Tests.Encoding;

public sealed class EncoderDeviceTests
{
    [Theory]
    [InlineData("cpu", null, "cpu")]
    [InlineData("cuda", 0, "cuda:0")]
    [InlineData("cuda:3", 3, "cuda:3")]
    public void TryParse_ReadsDevices(string text, int? index, string shown)
    {
        Assert.True(EncoderDevice.TryParse(text, out EncoderDevice device));

        Assert.Equal(index, device.CudaIndex);
        Assert.Equal(shown, device.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CUDA:0")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:1:2")]
    [InlineData("cuda:99999999999")]
    [InlineData("cpu:0")]
    public void TryParse_RefusesOtherTexts(string? text)
    {
        Assert.False(EncoderDevice.TryParse(text, out EncoderDevice device));
        Assert.Equal(EncoderDevice.Cpu, device);
    }

    [Fact]
    public void Open_NamesThePackage_WhenTheRuntimeHasNoCuda()
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"), "This ONNX Runtime has CUDA.");

        PlatformNotSupportedException exception = Assert.Throws<PlatformNotSupportedException>(
            () => ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Device = EncoderDevice.Cuda(1) }));

        Assert.StartsWith("The device cuda:1 needs ONNX Runtime with CUDA", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EncoderDevice.Cuda(-1));
    }

    [Fact]
    public void Open_NeedsNoPreprocessing_ForPixelValuesOnly()
    {
        string golden = SharedFiles.Fixture("encoders/vit-0");
        using ImageEncoder encoder = ImageEncoder.Open(golden, new EncoderOptions { TakesPixelValuesOnly = true });
        Npy input = Npy.Read(Path.Combine(golden, "pixel_values.npy"));
        float[] embeddings = new float[3 * encoder.Dimensions];
        using PixelImage picture = new(32, 32, new byte[3 * 32 * 32]);

        encoder.Encode(input.Values, 3, 32, 32, embeddings);

        Assert.Equal(3, embeddings.Sum(component => (double)component * component), 5);
        Assert.Throws<InvalidOperationException>(() => encoder.Encode(picture, embeddings.AsSpan(0, encoder.Dimensions)));
    }
}
