using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Encoding;

/// <summary>Which output of an ONNX model is the raw embedding, and how it becomes one vector a picture.</summary>
/// <param name="Name">The output.</param>
/// <param name="Reduction">How its places are reduced.</param>
internal sealed record EmbeddingOutput(string Name, Reduction Reduction)
{
    /// <summary>The names that exported encoders give their embedding, the most specific first.</summary>
    private static readonly string[] KnownNames = ["embedding", "embeddings", "image_embeds", "image_embeddings", "pooler_output", "last_hidden_state"];

    /// <summary>Chooses among a model's outputs; null if none can be an embedding, or none is what the user asks for.</summary>
    /// <param name="outputs">The model's outputs.</param>
    /// <param name="pooling">
    /// What the user asks for, or null for the most specific. An export does not say which tokens are patches, so the mean is over all.
    /// </param>
    public static EmbeddingOutput? Choose(IReadOnlyDictionary<string, NodeMetadata> outputs, Pooling? pooling)
    {
        List<KeyValuePair<string, NodeMetadata>> numbers = [.. outputs.Where(output => EdgeTensor.IsKnown(output.Value.ElementDataType))];
        IEnumerable<string> known = pooling switch
        {
            null => KnownNames,
            Pooling.Pooler => ["pooler_output"],
            _ => ["last_hidden_state"],
        };
        string? name = known.FirstOrDefault(known => numbers.Any(output => output.Key == known))
            ?? (numbers.Count == 1 && pooling != Pooling.Pooler ? numbers[0].Key : null);
        return name is null ? null : (outputs[name].Dimensions.Length, pooling) switch
        {
            (2, null or Pooling.Pooler) => new EmbeddingOutput(name, Reduction.None),
            (3, null or Pooling.ClassToken) => new EmbeddingOutput(name, Reduction.FirstToken),
            (3, Pooling.Mean) => new EmbeddingOutput(name, Reduction.MeanOverTokens),
            (4, null or Pooling.Mean or Pooling.Pooler) => new EmbeddingOutput(name, Reduction.MeanOverPlaces),
            _ => null,
        };
    }

    /// <summary>Reduces one picture's output to its raw embedding.</summary>
    /// <param name="values">The picture's part of the output.</param>
    /// <param name="embedding">float32 [dimensions].</param>
    public void Pool(ReadOnlySpan<float> values, Span<float> embedding)
    {
        int placeCount = values.Length / embedding.Length;
        (int componentStride, int placeStride) = Reduction == Reduction.MeanOverPlaces ? (placeCount, 1) : (1, embedding.Length);
        if (Reduction is Reduction.None or Reduction.FirstToken)
        {
            values[..embedding.Length].CopyTo(embedding);
            return;
        }

        for (int component = 0; component < embedding.Length; component++)
        {
            double sum = 0;
            for (int place = 0; place < placeCount; place++)
            {
                sum += values[(component * componentStride) + (place * placeStride)];
            }

            embedding[component] = (float)(sum / placeCount);
        }
    }
}
