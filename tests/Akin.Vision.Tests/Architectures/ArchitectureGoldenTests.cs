using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Encoding;

namespace Akin.Vision.Tests.Architectures;

public sealed class ArchitectureGoldenTests
{
    /// <summary>Fewer goldens than this are a broken checkout.</summary>
    private const int LeastGoldens = 53;

    public static TheoryData<string> Names => [.. Goldens.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeRaw_GivesTheEmbeddingsOfTransformers(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        Npy expected = Npy.Read(Path.Combine(Goldens.Folder(name), "embedding.npy"));

        float[] actual = Goldens.Encode(name, checkpoint.Path, Goldens.Options(name));

        Assert.InRange(Goldens.Difference(expected.Values, actual, expected.Shape[0]), 0, Goldens.ToleranceOf(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeRaw_GivesWhatThePoolingAsksFor(string name)
    {
        using CheckpointCopy checkpoint = new(Goldens.Folder(name));
        Npy hidden = Npy.Read(Path.Combine(Goldens.Folder(name), "last_hidden_state.npy"));
        string poolerPath = Path.Combine(Goldens.Folder(name), "pooler_output.npy");
        double tolerance = Goldens.ToleranceOf(name);
        EncoderOptions options = Goldens.Options(name);

        if (File.Exists(poolerPath))
        {
            float[] pooled = Goldens.Encode(name, checkpoint.Path, options with { Pooling = Pooling.Pooler });
            Assert.InRange(Goldens.Difference(Npy.Read(poolerPath).Values, pooled, hidden.Shape[0]), 0, tolerance);
        }

        (float[]? classTokens, float[] means) = Reduce(hidden, PrefixTokenCount(name));
        float[] mean = Goldens.Encode(name, checkpoint.Path, options with { Pooling = Pooling.Mean });
        Assert.InRange(Goldens.Difference(means, mean, hidden.Shape[0]), 0, tolerance);
        if (classTokens is not null)
        {
            float[] first = Goldens.Encode(name, checkpoint.Path, options with { Pooling = Pooling.ClassToken });
            Assert.InRange(Goldens.Difference(classTokens, first, hidden.Shape[0]), 0, tolerance);
        }
        else
        {
            CheckpointException exception = Assert.Throws<CheckpointException>(() => Goldens.Encode(name, checkpoint.Path, options with { Pooling = Pooling.ClassToken }));
            Assert.Contains("cls", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("clip-eos2")]
    [InlineData("siglip")]
    public void EncodeRaw_GivesThePictureEmbeddingsOfModelsWithAText(string name)
    {
        string golden = SharedFiles.Fixture($"text/{name}");
        using CheckpointCopy checkpoint = new(golden);
        Npy input = Npy.Read(Path.Combine(golden, "pixel_values.npy"));
        Npy expected = Npy.Read(Path.Combine(golden, "embedding.npy"));
        using ImageEncoder encoder = ImageEncoder.Open(checkpoint.Path);
        float[] actual = new float[expected.Values.Length];

        encoder.EncodeRaw(input.Values, input.Shape[0], input.Shape[2], input.Shape[3], actual);

        Assert.InRange(Goldens.Difference(expected.Values, actual, input.Shape[0]), 0, Goldens.Tolerance);
    }

    [Fact]
    public void Goldens_AreAllThere()
    {
        SharedFiles.Shared("fixtures/encoders");

        Assert.InRange(Goldens.Names.Count(), LeastGoldens, int.MaxValue);
    }

    /// <summary>How many tokens of <c>last_hidden_state</c> come before the patches, as the architectures' papers say.</summary>
    private static int PrefixTokenCount(string name) => ((string?)Goldens.Config(name)["model_type"], (int?)Goldens.Config(name)["num_register_tokens"]) switch
    {
        ("deit", _) => 2,
        ("vit" or "beit" or "clip" or "clip_vision_model" or "dinov2" or "dinov3_convnext", _) => 1,
        ("dinov2_with_registers", int registers) => 1 + registers,
        ("dinov2_with_registers", _) => 5,
        ("dinov3_vit", int registers) => 1 + registers,
        ("dinov3_vit", _) => 1,
        _ => 0,
    };

    /// <summary>The first tokens, where there is a token before the patches, and the means over the places or the patches.</summary>
    private static (float[]? ClassTokens, float[] Means) Reduce(Npy hidden, int prefixTokenCount)
    {
        int pictures = hidden.Shape[0];
        bool isMap = hidden.Shape.Length == 4;
        int width = isMap ? hidden.Shape[1] : hidden.Shape[2];
        int places = hidden.Values.Length / pictures / width;
        float[] first = new float[pictures * width];
        float[] means = new float[pictures * width];
        for (int picture = 0; picture < pictures; picture++)
        {
            ReadOnlySpan<float> values = hidden.Row(picture);
            for (int component = 0; component < width; component++)
            {
                double sum = 0;
                for (int place = prefixTokenCount; place < places; place++)
                {
                    sum += isMap ? values[(component * places) + place] : values[(place * width) + component];
                }

                means[(picture * width) + component] = (float)(sum / (places - prefixTokenCount));
                first[(picture * width) + component] = values[isMap ? component * places : component];
            }
        }

        return (prefixTokenCount > 0 ? first : null, means);
    }
}
