using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Akin.Vision.Checkpoints;

namespace Akin.Vision.Encoding;

/// <summary>One number for everything that shapes an encoder's embeddings. Changing how it is made separates every gallery from its encoder.</summary>
internal static class EncoderFingerprint
{
    /// <summary>What <c>transformers</c> writes into <c>config.json</c> that no number of an embedding depends on.</summary>
    private static readonly HashSet<string> Volatile = new(
        ["_name_or_path", "architectures", "dtype", "id2label", "label2id", "torch_dtype", "transformers_version", "problem_type", "use_cache"], StringComparer.Ordinal);

    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    /// <param name="weightsHashes">SHA-256 of each file of the weights, in an order that does not change.</param>
    /// <param name="config">The model's configuration, or null.</param>
    /// <param name="preprocessing">The processor's identity.</param>
    /// <param name="output">Which value of the model is the raw embedding.</param>
    public static string Compute(IReadOnlyList<string> weightsHashes, ConfigFile? config, string preprocessing, string output)
    {
        StringBuilder text = new();
        foreach (string hash in weightsHashes)
        {
            text.Append("weights ").Append(hash).Append('\n');
        }

        foreach (JsonProperty property in (config?.Properties ?? []).Where(property => !Volatile.Contains(property.Name)).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append("config ").Append(property.Name).Append(' ').Append(JsonOf(property.Value)).Append('\n');
        }

        text.Append("preprocessing ").Append(preprocessing).Append('\n');
        text.Append("output ").Append(output).Append('\n');
        text.Append("precision float32\n");
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>SHA-256 of a file, 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(string path)
    {
        using FileStream file = new(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 20 });
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The value as JSON without blanks, by the rules of <see cref="JsonSerializer"/>, whose machinery is several megabytes once it is used.</summary>
    private static string JsonOf(JsonElement value)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
