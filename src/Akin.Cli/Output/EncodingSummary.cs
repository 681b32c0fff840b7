using System.Globalization;
using Akin.Cli.Commands;
using Akin.Vision.Encoding;

namespace Akin.Cli.Output;

/// <summary>What shapes embeddings beside the checkpoint, as <c>akin info --json</c> prints it: in the words of the options of <c>akin index</c>.</summary>
/// <param name="Preprocessing"><c>checkpoint</c> or <c>notebook</c>.</param>
/// <param name="Decoding"><c>exact</c> or <c>fast</c>.</param>
/// <param name="Precision"><c>float32</c> or <c>int8</c>.</param>
/// <param name="Pooling">How the embedding is taken from the model; null for its own way.</param>
/// <param name="InputSize">Height and width in pixels, as <c>224x224</c>; null for the checkpoint's.</param>
/// <param name="OnnxFile">The ONNX model that was taken; null where none was named.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
internal sealed record EncodingSummary(string Preprocessing, string Decoding, string Precision, string? Pooling, string? InputSize, string? OnnxFile, string Device)
{
    /// <summary>Takes what matters from options.</summary>
    public static EncodingSummary Of(EncoderOptions options) => new(
        Lower(options.Preprocessing),
        Lower(options.Decoding),
        Lower(options.Precision),
        options.Pooling is Pooling pooling ? EncoderArguments.PoolingByName.First(named => named.Value == pooling).Key : null,
        options.InputSize is (int height, int width) ? string.Create(CultureInfo.InvariantCulture, $"{height}x{width}") : null,
        options.OnnxFile,
        options.Device.CudaIndex is null ? "cpu" : "cuda");

    /// <summary>In a line.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts =
        [
            Preprocessing == "checkpoint" ? "the checkpoint's preprocessing" : $"the {Preprocessing}'s preprocessing",
            $"{Decoding} decoding",
            Precision,
            .. Pooling is null ? Array.Empty<string>() : [$"pooling {Pooling}"],
            .. InputSize is null ? Array.Empty<string>() : [$"{InputSize} pixels"],
            .. OnnxFile is null ? Array.Empty<string>() : [Printable.Text(OnnxFile)],
            .. Device == "cpu" ? Array.Empty<string>() : [Device],
        ];
        return string.Join(", ", parts);
    }

    private static string Lower<T>(T option)
        where T : struct, Enum => option.ToString().ToLowerInvariant();
}
