using Akin.Testing;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Vision.Tests.Encoding;

public sealed class ImageEncoderGoldenTests
{
    /// <summary>A row's largest difference, relative to its largest component, for nets with batch normalisation; PyTorch itself is 1e-5 from float64 there.</summary>
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("resnet-0")]
    [InlineData("resnet-1")]
    [InlineData("resnet-2")]
    [InlineData("resnet-classifier-0")]
    public void EncodeRaw_GivesTheEmbeddingsOfTransformers(string name)
    {
        string golden = SharedFiles.Fixture($"encoders/{name}");
        using CheckpointCopy checkpoint = new(golden);
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);

        AssertEmbeddings(encoder, golden);
    }

    [Fact]
    public void EncodeRaw_GivesTheDefaultEncodersEmbeddings()
    {
        using ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);

        AssertEmbeddings(encoder, SharedFiles.Fixture("encoders/akin-mini"));
    }

    [Fact]
    public void Encode_GoesTheWholeWayFromAFileToItsEmbedding()
    {
        using ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
        Npy expected = Npy.Read(SharedFiles.Fixture("encoders/akin-mini/embedding.npy"));
        for (int picture = 0; picture < expected.Shape[0]; picture++)
        {
            using PixelImage pixels = new ImageDecoder().Decode(File.ReadAllBytes(SharedFiles.Fixture($"encoders/akin-mini/{picture}.png")));
            float[] embedding = new float[encoder.Dimensions];

            encoder.Encode(pixels, embedding);

            double length = Math.Sqrt(expected.Row(picture).ToArray().Sum(component => (double)component * component));
            AssertClose(Array.ConvertAll(expected.Row(picture).ToArray(), component => (float)(component / length)), embedding);
            Assert.Equal(1, embedding.Sum(component => (double)component * component), 6);
        }
    }

    [Theory]
    [InlineData("mobilenetv2-features", 1280)]
    [InlineData("squeezenet1.1", 512)]
    public void Open_TakesACheckpointWithItsOwnGraph(string name, int dimensions)
    {
        using ImageEncoder encoder = ImageEncoder.Open(SharedFiles.Shared($"models/{name}"));
        using PixelImage picture = new ImageDecoder().Decode(File.ReadAllBytes(SharedFiles.Fixture("encoders/akin-mini/0.png")));
        using PixelImage other = new ImageDecoder().Decode(File.ReadAllBytes(SharedFiles.Fixture("encoders/akin-mini/4.png")));
        float[] embedding = new float[encoder.Dimensions];
        float[] otherEmbedding = new float[encoder.Dimensions];

        encoder.Encode(picture, embedding);
        encoder.Encode(other, otherEmbedding);

        Assert.Equal(dimensions, encoder.Dimensions);
        Assert.Equal(name, encoder.Name);
        Assert.InRange(embedding.Zip(otherEmbedding, (left, right) => left * right).Sum(), -1, 0.95);
    }

    private static void AssertEmbeddings(ImageEncoder encoder, string golden)
    {
        Npy input = Npy.Read(Path.Combine(golden, "pixel_values.npy"));
        Npy expected = Npy.Read(Path.Combine(golden, "embedding.npy"));
        int count = input.Shape[0];
        float[] actual = new float[count * encoder.Dimensions];

        encoder.EncodeRaw(input.Values, count, input.Shape[2], input.Shape[3], actual);

        Assert.Equal(expected.Shape[1], encoder.Dimensions);
        for (int row = 0; row < count; row++)
        {
            AssertClose(expected.Row(row), actual.AsSpan(row * encoder.Dimensions, encoder.Dimensions));
        }
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        double difference = 0;
        for (int index = 0; index < expected.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(expected[index]));
            difference = Math.Max(difference, Math.Abs(expected[index] - actual[index]));
        }

        Assert.InRange(difference / largest, 0, Tolerance);
    }
}
