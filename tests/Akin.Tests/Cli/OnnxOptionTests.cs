using Akin.Testing;

namespace Akin.Tests.Cli;

public sealed class OnnxOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OnnxOptionTests() => TestPicture.Write(_folder["one.bmp"], 1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--onnx", "model.onnx")]
    public async Task Embed_SaysWhichOutputOfWhichExportItTakes(params string[] options)
    {
        string model = SharedFiles.Shared("models/squeezenet1.1");

        ToolResult result = (await RunAsync(["embed", "one.bmp", "--out", "e.npy", "--model", model, .. options])).AssertDone();

        Assert.Matches(@"^Using the output \S+ of onnx/model\.onnx\.\n", result.Error);
    }

    [Fact]
    public async Task Embed_NamesTheExportsThereAre()
    {
        string model = SharedFiles.Shared("models/squeezenet1.1");

        ToolResult result = await RunAsync("embed", "one.bmp", "--out", "e.npy", "--model", model, "--onnx", "model_q4.onnx");

        result.AssertFailed(1, "has no model_q4.onnx: it has onnx/model.onnx.");
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}
