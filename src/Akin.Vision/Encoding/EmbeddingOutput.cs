using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Encoding;

/// <summary>Which output of an ONNX model is the raw embedding, and how it becomes one vector a picture.</summary>
/// <param name="Name">The output.</param>
/// <param name="Pooling">How its places are reduced.</param>
internal sealed record EmbeddingOutput(string Name, Pooling Pooling)
{
    /// <summary>The names that exported encoders give their embedding, the most specific first.</summary>
    private static readonly string[] KnownNames = ["embedding", "embeddings", "image_embeds", "image_embeddings", "pooler_output", "last_hidden_state"];

    /// <summary>Chooses among a model's outputs; null if none can be an embedding.</summary>
    public static EmbeddingOutput? Choose(IReadOnlyDictionary<string, NodeMetadata> outputs)
    {
        List<KeyValuePair<string, NodeMetadata>> numbers = [.. outputs.Where(output => output.Value.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)];
        string? name = KnownNames.FirstOrDefault(known => numbers.Any(output => output.Key == known))
            ?? (numbers.Count == 1 ? numbers[0].Key : null);
        return name is null ? null : outputs[name].Dimensions.Length switch
        {
            2 => new EmbeddingOutput(name, Pooling.None),
            3 => new EmbeddingOutput(name, Pooling.FirstToken),
            4 => new EmbeddingOutput(name, Pooling.MeanOverPlaces),
            _ => null,
        };
    }

    /// <summary>Reduces one picture's output to its raw embedding.</summary>
    /// <param name="values">The picture's part of the output.</param>
    /// <param name="embedding">float32 [dimensions].</param>
    public void Pool(ReadOnlySpan<float> values, Span<float> embedding)
    {
        if (Pooling != Pooling.MeanOverPlaces)
        {
            values[..embedding.Length].CopyTo(embedding);
            return;
        }

        int placeCount = values.Length / embedding.Length;
        for (int channel = 0; channel < embedding.Length; channel++)
        {
            double sum = 0;
            foreach (float value in values.Slice(channel * placeCount, placeCount))
            {
                sum += value;
            }

            embedding[channel] = (float)(sum / placeCount);
        }
    }
}
