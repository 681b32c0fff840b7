using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Galleries;

/// <summary>
/// What a catalogue keeps of the options that a gallery's encoder was opened with: a JSON object of those that shape embeddings and are not the default, so that
/// a search opens the same encoder without being told again.
/// </summary>
internal static class EncoderOptionsText
{
    private const string Preprocessing = "preprocessing";
    private const string Decoding = "decoding";
    private const string PoolingName = "pooling";
    private const string InputSize = "input_size";
    private const string OnnxFile = "onnx_file";
    private const string Device = "device";

    /// <summary>Which GPU it was does not matter: all of a kind give the same numbers.</summary>
    private const string AnyCuda = "cuda";
    private const string PrecisionName = "precision";

    /// <summary>Writes them.</summary>
    public static string Write(EncoderOptions options)
    {
        JsonObject text = [];
        if (options.Preprocessing != default)
        {
            text[Preprocessing] = options.Preprocessing.ToString();
        }

        if (options.Decoding != default)
        {
            text[Decoding] = options.Decoding.ToString();
        }

        if (options.Pooling is Pooling pooling)
        {
            text[PoolingName] = pooling.ToString();
        }

        if (options.InputSize is (int height, int width))
        {
            text[InputSize] = new JsonArray(height, width);
        }

        if (options.OnnxFile is string file)
        {
            text[OnnxFile] = file;
        }

        if (options.Device.CudaIndex is not null)
        {
            text[Device] = AnyCuda;
        }

        if (options.Precision != default)
        {
            text[PrecisionName] = options.Precision.ToString();
        }

        return text.ToJsonString();
    }

    /// <summary>Reads them; null where the text is none of ours.</summary>
    public static EncoderOptions? Read(string text)
    {
        try
        {
            EncoderOptions options = new();
            foreach ((string name, JsonNode? value) in JsonNode.Parse(text)!.AsObject())
            {
                options = name switch
                {
                    Preprocessing => options with { Preprocessing = Enum.Parse<PreprocessingChain>(value!.GetValue<string>()) },
                    Decoding => options with { Decoding = Enum.Parse<DecodeMode>(value!.GetValue<string>()) },
                    PoolingName => options with { Pooling = Enum.Parse<Pooling>(value!.GetValue<string>()) },
                    InputSize => options with { InputSize = (value![0]!.GetValue<int>(), value[1]!.GetValue<int>()) },
                    PrecisionName => options with { Precision = Enum.Parse<Precision>(value!.GetValue<string>()) },
                    OnnxFile => options with { OnnxFile = value!.GetValue<string>() },
                    Device when value!.GetValue<string>() == AnyCuda => options with { Device = EncoderDevice.Cuda() },
                    _ => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} is not known.")),
                };
            }

            return options;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
