using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Akin.Testing;
using Akin.Vision.Architectures;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Tests.Architectures;

/// <summary>Real models, whose names and shapes are known: every tensor is asked for by its name and shape, and what is left is what the embedding does not need.</summary>
public sealed class FullSizeTransformerTests
{
    [Theory]
    [InlineData("vit-base-patch16-224", "classifier.")]
    [InlineData("beit-base-patch16-224", "classifier.", "beit.pooler.layernorm.")]
    [InlineData("dinov2-small", "embeddings.mask_token")]
    [InlineData("dinov3-vits16", "embeddings.mask_token")]
    [InlineData("clip-vit-base-patch32", "text_model.", "text_projection.weight", "logit_scale")]
    [InlineData("siglip-base-patch16-224", "text_model.", "logit_scale", "logit_bias")]
    public void Graph_NeedsEveryTensorButThoseOfOtherTasks(string name, params string[] left)
    {
        string fullSize = SharedFiles.Fixture($"full-size/{name}");
        string weightsPath = Path.GetTempFileName();
        WriteWithoutContent(weightsPath, JsonNode.Parse(File.ReadAllText(Path.Combine(fullSize, "tensors.json")))!.AsObject());

        GraphWriter graph = WrittenGraph.Write(CheckpointWeights.Open(weightsPath), File.ReadAllText(Path.Combine(fullSize, "config.json")));

        File.Delete(weightsPath);
        Assert.All(graph.UnusedWeights, tensor => Assert.Contains(left, start => tensor.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(left, start => Assert.Contains(graph.UnusedWeights, tensor => tensor.StartsWith(start, StringComparison.Ordinal)));
    }

    /// <summary>The header, and a file as long as it says that takes no room on the disk.</summary>
    private static void WriteWithoutContent(string path, JsonObject tensors)
    {
        JsonObject header = [];
        long offset = 0;
        foreach ((string name, JsonNode? tensor) in tensors)
        {
            long length = tensor!["shape"]!.AsArray().Aggregate(1L, (product, edge) => product * (long)edge!) * ((string?)tensor["dtype"] == "I64" ? sizeof(long) : sizeof(float));
            header[name] = new JsonObject { ["dtype"] = (string?)tensor["dtype"], ["shape"] = tensor["shape"]!.DeepClone(), ["data_offsets"] = new JsonArray(offset, offset + length) };
            offset += length;
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] textLength = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(textLength, text.Length);
        using FileStream file = File.Create(path);
        file.Write(textLength);
        file.Write(text);
        file.SetLength(file.Position + offset);
    }
}
