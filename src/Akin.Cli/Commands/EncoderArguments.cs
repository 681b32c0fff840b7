using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary>The options that choose an encoder, the same for every command that opens one.</summary>
internal sealed class EncoderArguments
{
    /// <summary>More than any machine has cores.</summary>
    private const int ThreadLimit = 1_024;

    /// <summary>What <c>--pooling</c> takes.</summary>
    public static readonly IReadOnlyDictionary<string, Pooling> PoolingByName = new Dictionary<string, Pooling>(StringComparer.Ordinal)
    {
        ["cls"] = Pooling.ClassToken,
        ["mean"] = Pooling.Mean,
        ["pooler"] = Pooling.Pooler,
    };

    private static readonly Dictionary<string, Precision> PrecisionByName = new(StringComparer.Ordinal)
    {
        ["fp32"] = Precision.Float32,
        ["int8"] = Precision.Int8,
    };

    private readonly Option<string?>? _model;
    private readonly Option<Pooling?> _pooling = CommonOptions.Choice(
        "--pooling", "How the embedding is taken from the model: its [CLS] token, the mean of its patches or places, or its pooler output. Default: the model's own way.", PoolingByName);

    private readonly Option<(int Height, int Width)?> _inputSize = new("--input-size")
    {
        Description = "Pixels down and across that pictures are brought to, such as 224x224; models bound to one size then interpolate their position embeddings. Default: the checkpoint's own.",
        HelpName = "HxW",
        CustomParser = ParseSize,
    };

    private readonly Option<string?> _onnx = new("--onnx")
    {
        Description = "The ONNX export of the checkpoint to run, by its name in the checkpoint's folder or its folder onnx: model_quantized.onnx, for example.",
        HelpName = "FILE",
    };

    private readonly Option<PreprocessingChain?> _preprocess = CommonOptions.Preprocess();

    private readonly Option<DecodeMode?> _decode = CommonOptions.Choice<DecodeMode>(
        "--decode", "Whether every pixel is decoded (the default), or large JPEG and WebP files smaller and faster, which moves embeddings a little.");

    private readonly Option<Precision?> _precision = CommonOptions.Choice(
        "--precision", "The numbers that the model computes with: float32, or 8-bit integers where they are faster, which moves embeddings a little ('akin overlap' says how much).", PrecisionByName);

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Cores to use: so many pictures at once, each on one core, or where there is a single picture, so many cores for it. Results do not depend on it. Default: all.",
        HelpName = "COUNT",
        CustomParser = ParseThreads,
    };

    private readonly Option<EncoderDevice?> _device = new("--device")
    {
        Description = "What the model runs on: cpu, or an NVIDIA GPU by its number where ONNX Runtime with CUDA is brought along. Default: cpu.",
        HelpName = "cpu|cuda:N",
        CustomParser = ParseDevice,
    };

    /// <param name="whenAbsent">What is used where no model is named; null for a command that takes the model as its argument.</param>
    public EncoderArguments(string? whenAbsent) => _model = whenAbsent is null ? null : CommonOptions.Model(whenAbsent);

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        if (_model is not null)
        {
            command.Options.Add(_model);
        }

        command.Options.Add(_pooling);
        command.Options.Add(_inputSize);
        command.Options.Add(_preprocess);
        command.Options.Add(_decode);
        command.Options.Add(_onnx);
        command.Options.Add(_threads);
        command.Options.Add(_device);
        command.Options.Add(_precision);
    }

    /// <summary>Reads what was said.</summary>
    public EncoderChoice Read(ParseResult parsed) =>
        new(_model is null ? null : parsed.GetValue(_model), parsed.GetValue(_pooling), parsed.GetValue(_inputSize))
        {
            OnnxFile = parsed.GetValue(_onnx),
            Preprocessing = parsed.GetValue(_preprocess),
            Decoding = parsed.GetValue(_decode),
            Threads = parsed.GetValue(_threads),
            Device = parsed.GetValue(_device),
            Precision = parsed.GetValue(_precision),
        };

    private static (int Height, int Width)? ParseSize(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        (int Height, int Width)? size = CommonOptions.ParseEdges(text, ImageProcessor.EdgeLimit);
        if (size is null)
        {
            result.AddError($"--input-size is {text}, expected pixels down and across such as 224x224, each 1 to {ImageProcessor.EdgeLimit:N0}.");
        }

        return size;
    }

    private static int? ParseThreads(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= ThreadLimit)
        {
            return count;
        }

        result.AddError($"--threads is {text}, expected a whole number of cores, 1 to {ThreadLimit:N0}.");
        return null;
    }

    private static EncoderDevice? ParseDevice(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (EncoderDevice.TryParse(text, out EncoderDevice device))
        {
            return device;
        }

        result.AddError($"--device is {text}, expected cpu, or a GPU such as cuda:0.");
        return null;
    }
}
