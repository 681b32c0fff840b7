using System.Runtime.InteropServices;
using System.Text.Json;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Encoding;
using Akin.Vision.Tests.Checkpoints;

namespace Akin.Vision.Tests.Encoding;

/// <summary>One model in every form that weights come in, each with the embeddings that <c>transformers</c> gives of it.</summary>
public sealed class CheckpointFormTests : IDisposable
{
    /// <summary>A row's largest difference, relative to its largest component.</summary>
    private const double Tolerance = 2e-5;

    private readonly TemporaryFolder _folder = new();

    public CheckpointFormTests() => File.Copy(Path.Combine(SharedFiles.Repository, "encoders", "akin-mini", "preprocessor_config.json"), _folder["preprocessor_config.json"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sharded")]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("bin-zip")]
    [InlineData("bin-legacy")]
    [InlineData("bin-views")]
    public void EncodeRaw_GivesTheEmbeddingsOfTransformers(string form)
    {
        _folder.Fill(SharedFiles.Fixture($"checkpoints/{form}"));

        Assert.InRange(Difference(), 0, Tolerance);
    }

    [Fact]
    public void EncodeRaw_GivesTheEmbeddingsOfTransformers_FromShardsOfPyTorch()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        CheckpointWeights weights = CheckpointWeights.Open(_folder["model.safetensors.index.json"]);
        Dictionary<string, string> map = [];
        foreach ((int shard, KeyValuePair<string, StoredTensor>[] tensors) in weights.Tensors.Chunk(15).Index())
        {
            string name = $"pytorch_model-{shard + 1:D5}-of-00003.bin";
            TorchFile file = new TorchFile().Begin();
            foreach ((int key, (string tensorName, StoredTensor tensor)) in tensors.Index())
            {
                float[] values = TensorValues.Read(tensor);
                long[] shape = [.. tensor.Shape];
                long[] strides = [.. shape.Select((_, axis) => shape[(axis + 1)..].Aggregate(1L, (product, length) => product * length))];
                file.Tensor(tensorName, $"{key}", values.Length, 0, shape, strides).Entry($"data/{key}", MemoryMarshal.AsBytes<float>(values).ToArray());
                map.Add(tensorName, name);
            }

            file.End().Save(_folder[name]);
        }

        File.Delete(_folder["model.safetensors.index.json"]);
        File.WriteAllText(_folder["pytorch_model.bin.index.json"], JsonSerializer.Serialize(new { weight_map = map }));

        Assert.InRange(Difference(), 0, Tolerance);
    }

    [Fact]
    public void EncodeRaw_NoticesAnAlteredTensor()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/bin-views"));
        StoredTensor tensor = CheckpointWeights.Open(_folder["pytorch_model.bin"]).Tensors["encoder.layer.0.attention.attention.query.weight"];
        using (FileStream file = File.OpenWrite(_folder["pytorch_model.bin"]))
        {
            file.Position = tensor.OffsetInBytes;
            file.Write(new byte[tensor.LengthInBytes]);
        }

        Assert.InRange(Difference(), 10 * Tolerance, double.MaxValue);
    }

    [Fact]
    public void Fingerprint_CoversEveryShard()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        HashSet<string> fingerprints = [Fingerprint()];
        for (int shard = 1; shard <= 4; shard++)
        {
            string path = _folder[$"model-0000{shard}-of-00004.safetensors"];
            byte[] bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.True(fingerprints.Add(Fingerprint()), path);
        }
    }

    private string Fingerprint()
    {
        using ImageEncoder encoder = ImageEncoder.Open(_folder.Path);
        return encoder.Fingerprint;
    }

    private double Difference()
    {
        using ImageEncoder encoder = ImageEncoder.Open(_folder.Path);
        Npy input = Npy.Read(_folder["pixel_values.npy"]);
        Npy expected = Npy.Read(_folder["embedding.npy"]);
        float[] actual = new float[expected.Values.Length];

        encoder.EncodeRaw(input.Values, input.Shape[0], input.Shape[2], input.Shape[3], actual);

        return Enumerable.Range(0, expected.Shape[0]).Max(row =>
        {
            float[] wanted = expected.Row(row).ToArray();
            double largest = wanted.Max(Math.Abs);
            return wanted.Zip(actual.Skip(row * wanted.Length), (left, right) => Math.Abs((double)left - right)).Max() / largest;
        });
    }
}
