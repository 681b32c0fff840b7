using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Architectures;

namespace Akin.Vision.Tests.Encoding;

public sealed class InputSizeTests
{
    [Theory]
    [InlineData("vit-at-70x84-0", 70, 84)]
    [InlineData("deit-at-70x84-0", 70, 84)]
    [InlineData("clip-vision-at-84x56-0", 84, 56)]
    [InlineData("siglip-vision-at-84x70-0", 84, 70)]
    public void Encode_RefusesAnotherSizeThanTheTrainedOne_UnlessItIsNamed(string name, int height, int width)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));

        CheckpointException exception = Assert.Throws<CheckpointException>(() => Goldens.Encode(name, checkpoint.Path, new EncoderOptions()));

        Assert.Contains("takes inputs of 3 x 56 x 56", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"name the input size {height}x{width}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vit-0")]
    [InlineData("deit-0")]
    [InlineData("beit-0")]
    [InlineData("beit-1")]
    [InlineData("clip-0")]
    [InlineData("siglip-0")]
    [InlineData("dinov2-registers-0")]
    [InlineData("dinov3-vit-0")]
    [InlineData("resnet-1")]
    public void Encode_BringsPicturesToTheNamedSize(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        using PixelImage picture = new(90, 60, [.. Enumerable.Range(0, 90 * 60 * 3).Select(index => (byte)(index * 7))]);
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path, new EncoderOptions { InputSize = (98, 64) });
        float[] embedding = new float[encoder.Dimensions];

        encoder.Encode(picture, embedding);

        Assert.Equal((64, 98), encoder.Processor.OutputSize(90, 60));
        Assert.Equal(1, embedding.Sum(component => (double)component * component), 5);
    }

    [Theory]
    [InlineData("vit-0")]
    [InlineData("beit-0")]
    [InlineData("beit-1")]
    [InlineData("siglip-0")]
    [InlineData("dinov2-0")]
    public void Encode_GivesTheGolden_WhenTheTrainedSizeIsNamed(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        Npy expected = Npy.Read(Path.Combine(Goldens.Folder(name), "embedding.npy"));
        int edge = (int)(Goldens.Config(name)["image_size"] ?? Goldens.Config(name)["vision_config"]!["image_size"])!;

        float[] actual = Goldens.Encode(name, checkpoint.Path, new EncoderOptions { InputSize = (edge, edge) });

        Assert.InRange(Goldens.Difference(expected.Values, actual, expected.Shape[0]), 0, Goldens.Tolerance);
    }

    [Fact]
    public void Open_RefusesASizeBelowAPatch()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("vit-0"));

        CheckpointException exception = Assert.Throws<CheckpointException>(() => ImageEncoder.Open(checkpoint.Path, new EncoderOptions { InputSize = (7, 64) }));

        Assert.Contains("smaller than a patch", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderOptions { InputSize = (0, 64) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderOptions { InputSize = (64, 16_385) });
    }

    [Fact]
    public void Fingerprint_TellsPoolingSizeAndRawnessApart()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("vit-0"));
        EncoderOptions[] all = [new(), new() { Pooling = Pooling.Mean }, new() { Pooling = Pooling.Pooler }, new() { InputSize = (64, 64) }, new() { InputSize = (64, 32) }, new() { IsRaw = true }];

        string[] fingerprints = [.. all.Select(options =>
        {
            using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path, options);
            return encoder.Fingerprint;
        })];

        Assert.Equal(all.Length, fingerprints.Distinct().Count());
    }

    [Fact]
    public void Encode_GivesWhatTheModelComputes_WhenRaw()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("vit-0"));
        Npy input = Npy.Read(Path.Combine(Goldens.Folder("vit-0"), "pixel_values.npy"));
        Npy expected = Npy.Read(Path.Combine(Goldens.Folder("vit-0"), "embedding.npy"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path, new EncoderOptions { IsRaw = true });
        float[] actual = new float[expected.Values.Length];

        encoder.Encode(input.Values, 3, 32, 32, actual);

        Assert.InRange(Goldens.Difference(expected.Values, actual, 3), 0, Goldens.Tolerance);
    }

    [Fact]
    public void Encode_GivesTheSameBits_WhateverTheBatch()
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder("dinov2-0"));
        Npy input = Npy.Read(Path.Combine(Goldens.Folder("dinov2-0"), "pixel_values.npy"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);
        float[] batch = new float[3 * encoder.Dimensions];
        encoder.Encode(input.Values, 3, 56, 56, batch);

        for (int picture = 0; picture < 3; picture++)
        {
            float[] alone = new float[encoder.Dimensions];
            encoder.Encode(input.Row(picture).ToArray(), 1, 56, 56, alone);
            Assert.Equal(batch[(picture * alone.Length)..((picture + 1) * alone.Length)], alone);
        }
    }
}
