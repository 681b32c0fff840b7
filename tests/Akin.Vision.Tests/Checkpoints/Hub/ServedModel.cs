using Akin.Testing.Hub;

namespace Akin.Vision.Tests.Checkpoints.Hub;

/// <summary>A small model on a server of its own, and what its clients are asked to do.</summary>
internal sealed class ServedModel : IDisposable
{
    public const string Name = "akin/leaf";

    public const string Commit = "1111111111111111111111111111111111111111";

    public const string OtherCommit = "2222222222222222222222222222222222222222";

    /// <summary>Large enough to be cut in its middle, and no repetition that would hide a wrong offset.</summary>
    public static readonly byte[] Weights = Bytes(seed: 7, length: 700_001);

    public ServedModel(IReadOnlyDictionary<string, byte[]>? files = null)
    {
        Repository.Commit(Commit, files ?? Files(), "main", "v1.0", "refs/pr/1");
        Server.Serve = Repository.Serve;
    }

    public HubServer Server { get; } = new();

    public ServedRepository Repository { get; } = new(Name);

    public static Dictionary<string, byte[]> Files() => new()
    {
        ["README.md"] = Text("A model.\n"),
        ["config.json"] = Text("{\"model_type\": \"resnet\"}\n"),
        ["preprocessor_config.json"] = Text("{\"image_processor_type\": \"ConvNextImageProcessor\"}\n"),
        ["model.safetensors"] = Weights,
        ["pytorch_model.bin"] = Bytes(seed: 8, length: 50_000),
        ["onnx/model.onnx"] = Bytes(seed: 9, length: 50_000),
    };

    public static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void Dispose() => Server.Dispose();
}
