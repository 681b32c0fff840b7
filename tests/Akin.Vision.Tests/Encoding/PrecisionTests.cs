using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Architectures;

namespace Akin.Vision.Tests.Encoding;

public sealed class PrecisionTests
{
    /// <summary>Measured on akin-mini's golden pictures: 0.9996. Layers that are wired wrongly give less than 0.9.</summary>
    private const double LeastCosine = 0.998;

    public static TheoryData<string> Names => [.. Goldens.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Int8_GivesTheSameBits_WhateverTheNeighboursAndTheThreads(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        Npy input = Npy.Read(Path.Combine(Goldens.Folder(name), "pixel_values.npy"));
        EncoderOptions options = Goldens.Options(name) with { Precision = Precision.Int8 };
        using ImageEncoder one = ImageEncoder.Open(checkpoint.Path, options);
        using ImageEncoder two = ImageEncoder.Open(checkpoint.Path, options with { IntraOpThreads = 2 });

        // A neighbour of far larger numbers would change a shared scale.
        float[] pixels = [.. input.Values];
        foreach (ref float pixel in pixels.AsSpan(0, pixels.Length / input.Shape[0]))
        {
            pixel *= 50;
        }

        float[] batch = new float[input.Shape[0] * one.Dimensions];
        one.EncodeRaw(pixels, input.Shape[0], input.Shape[2], input.Shape[3], batch);

        for (int picture = 1; picture < input.Shape[0]; picture++)
        {
            foreach (ImageEncoder encoder in new[] { one, two })
            {
                float[] alone = new float[one.Dimensions];
                encoder.EncodeRaw(input.Row(picture).ToArray(), 1, input.Shape[2], input.Shape[3], alone);

                Assert.Equal(batch[(picture * alone.Length)..((picture + 1) * alone.Length)], alone);
            }
        }
    }

    [Fact]
    public void Int8_StaysNearFloat32()
    {
        Npy input = Npy.Read(Path.Combine(SharedFiles.Fixture("encoders/akin-mini"), "pixel_values.npy"));
        using ImageEncoder wide = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using ImageEncoder narrow = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Precision = Precision.Int8 });

        float[] expected = Encode(wide, input);
        float[] actual = Encode(narrow, input);

        Assert.NotEqual(expected, actual);
        for (int picture = 0; picture < input.Shape[0]; picture++)
        {
            Range row = (picture * wide.Dimensions)..((picture + 1) * wide.Dimensions);
            Assert.InRange(System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(expected[row], actual[row]), LeastCosine, 1.0001);
        }
    }

    [Fact]
    public void Fingerprint_KnowsThePrecision()
    {
        using ImageEncoder wide = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using ImageEncoder named = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Precision = Precision.Float32 });
        using ImageEncoder narrow = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Precision = Precision.Int8 });

        Assert.Equal(wide.Fingerprint, named.Fingerprint);
        Assert.NotEqual(wide.Fingerprint, narrow.Fingerprint);
        Assert.Null(wide.Quantized);
        Assert.Equal("0 linear layers and 13 convolutions in int8; 2 convolutions and all else in float32", narrow.Quantized);
    }

    [Fact]
    public void Int8_IsRefusedOnAGpu()
    {
        EncoderOptions options = new() { Precision = Precision.Int8, Device = EncoderDevice.Cuda() };

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(ImageEncoder.DefaultModel, options));

        Assert.Equal("int8 runs on the processor only: leave out the GPU, or int8.", exception.Message);
    }

    private static float[] Encode(ImageEncoder encoder, Npy input)
    {
        float[] embeddings = new float[input.Shape[0] * encoder.Dimensions];
        encoder.Encode(input.Values, input.Shape[0], input.Shape[2], input.Shape[3], embeddings);
        return embeddings;
    }
}
