using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Tests.Checkpoints;

public sealed class CheckpointWeightsTests : IDisposable
{
    private const string IndexName = "model.safetensors.index.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bin-zip", 0)]
    [InlineData("bin-legacy", 0)]
    [InlineData("bin-views", 0)]
    [InlineData("f16", 1e-3)]
    [InlineData("bf16", 8e-3)]
    public void Open_FindsTheSameNumbersInEveryForm(string form, double tolerance)
    {
        CheckpointWeights expected = CheckpointWeights.Open(SharedFiles.Fixture($"checkpoints/sharded/{IndexName}"));
        string folder = SharedFiles.Fixture($"checkpoints/{form}");

        CheckpointWeights weights = CheckpointWeights.Open(Directory.EnumerateFiles(folder).Single(file => CheckpointWeights.FileNames.Contains(Path.GetFileName(file))));

        Assert.Equal(4, expected.Files.Count);
        Assert.Equal(expected.Tensors.Keys.Order(StringComparer.Ordinal), weights.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(50_496, weights.Tensors.Values.Sum(tensor => tensor.Shape.Aggregate(1L, (product, length) => product * length)));
        Assert.Equal(form == "bin-views", weights.Tensors.Values.Any(tensor => tensor.Strides is not null));
        foreach ((string name, StoredTensor tensor) in expected.Tensors)
        {
            Assert.Equal(tensor.Shape, weights.Tensors[name].Shape);
            Assert.All(
                TensorValues.Read(tensor).Zip(TensorValues.Read(weights.Tensors[name])),
                pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * Math.Max(1e-3, Math.Abs(pair.First))));
        }
    }

    [Theory]
    [InlineData("\"../model-00001-of-00004.safetensors\"", "without a folder")]
    [InlineData("\"/etc/passwd\"", "without a folder")]
    [InlineData("\"a\\\\b\"", "without a folder")]
    [InlineData("\"..\"", "without a folder")]
    [InlineData("\"\"", "without a folder")]
    [InlineData("7", "without a folder")]
    [InlineData("\"model-00009-of-00004.safetensors\"", "model-00009-of-00004.safetensors is absent")]
    [InlineData("\"model-00004-of-00004.safetensors\"", "model-00004-of-00004.safetensors lacks the tensor embeddings.cls_token")]
    public void Open_RefusesAnIndexThatDoesNotFit(string shard, string words)
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        ChangeIndex(index => index["weight_map"]!["embeddings.cls_token"] = JsonNode.Parse(shard));

        AssertRefused(words);
    }

    [Fact]
    public void Open_RefusesAnIndexWithoutAMap()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        ChangeIndex(index => index["weight_map"] = new JsonObject());
        AssertRefused("names no shard");

        ChangeIndex(index => index["weight_map"] = new JsonArray());
        AssertRefused("has no weight_map");
    }

    [Fact]
    public void Open_RefusesATensorInTwoShards()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        File.Copy(_folder["model-00001-of-00004.safetensors"], _folder["model-00001-again.safetensors"]);
        ChangeIndex(index => index["weight_map"]!["embeddings.cls_token"] = "model-00001-again.safetensors");

        AssertRefused("both hold the tensor");
    }

    [Fact]
    public void Open_NamesADamagedShard()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        File.WriteAllBytes(_folder["model-00003-of-00004.safetensors"], new byte[100]);

        AssertRefused("model-00003-of-00004.safetensors is no ");
    }

    [Fact]
    public void Open_FollowsLinksOfACache_IntoOneFolderOnly()
    {
        using TemporaryFolder blobs = new();
        _folder.Fill(SharedFiles.Fixture("checkpoints/sharded"));
        for (int shard = 1; shard <= 4; shard++)
        {
            string name = $"model-0000{shard}-of-00004.safetensors";
            File.Move(_folder[name], blobs[$"{shard}abc"]);
            File.CreateSymbolicLink(_folder[name], blobs[$"{shard}abc"]);
        }

        CheckpointWeights weights = CheckpointWeights.Open(_folder[IndexName]);

        Assert.Equal(blobs.Path, weights.Folder);
        Assert.Equal(["1abc", "2abc", "3abc", "4abc"], weights.Files.Select(Path.GetFileName));
        Assert.Equal(40, weights.Tensors.Count);

        File.Delete(_folder["model-00004-of-00004.safetensors"]);
        File.Move(blobs["4abc"], _folder["model-00004-of-00004.safetensors"]);
        AssertRefused("two folders");
    }

    [Fact]
    public void Open_PrefersSafetensors()
    {
        _folder.Fill(SharedFiles.Fixture("checkpoints/bin-zip"));
        File.WriteAllText(_folder["preprocessor_config.json"], "{}");
        Assert.Equal(_folder["pytorch_model.bin"], CheckpointDirectory.Open(_folder.Path).WeightsPath);

        File.WriteAllText(_folder["pytorch_model.bin.index.json"], "{}");
        Assert.Equal(_folder["pytorch_model.bin"], CheckpointDirectory.Open(_folder.Path).WeightsPath);

        File.WriteAllText(_folder[IndexName], "{}");
        Assert.Equal(_folder[IndexName], CheckpointDirectory.Open(_folder.Path).WeightsPath);

        File.WriteAllText(_folder["model.safetensors"], "");
        Assert.Equal(_folder["model.safetensors"], CheckpointDirectory.Open(_folder.Path).WeightsPath);
    }

    private void ChangeIndex(Action<JsonNode> change)
    {
        JsonNode index = JsonNode.Parse(File.ReadAllText(_folder[IndexName]))!;
        change(index);
        File.WriteAllText(_folder[IndexName], index.ToJsonString());
    }

    private void AssertRefused(string words)
    {
        CheckpointException exception = Assert.Throws<CheckpointException>(() => CheckpointWeights.Open(_folder[IndexName]));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
