using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Akin.Cli;
using Akin.Testing;

namespace Akin.Tests.Cli;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>All golden checkpoints; those at another size than their training's are told by <c>golden.json</c> to interpolate.</summary>
    public static TheoryData<string> Checkpoints => [.. SharedFiles.FixtureFolders("encoders").Where(name => name != "akin-mini")];

    public void Dispose() => _folder.Dispose();

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Checkpoints))]
    public async Task Verify_PassesEveryGoldenCheckpoint(string name)
    {
        Assert.Equal(ExitCode.Done, await Tool.RunAsync(["verify", SharedFiles.Fixture($"encoders/{name}")]));
    }

    [Fact]
    public async Task Verify_SaysHowFarItIs_AndWritesTheResult()
    {
        string golden = SharedFiles.Fixture("encoders/vit-at-70x84-0");

        ToolResult result = (await RunAsync("verify", golden, "--input-size", "70x84", "--out", "e.npy")).AssertDone();

        Npy actual = Npy.Read(_folder["e.npy"]);
        Npy expected = Npy.Read(Path.Combine(golden, "embedding.npy"));
        Assert.Matches(@"inputs +3 of 70 x 84\n", result.Output);
        Assert.Matches(@"largest difference +\d\.\de-[67] ", result.Output);
        Assert.Matches(@"smallest cosine +1\.000000000\n", result.Output);
        Assert.Contains("within the tolerance of 1e-4", result.Output, StringComparison.Ordinal);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.Values.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData("vit-0", "embeddings.cls_token")]
    [InlineData("resnet-0", "encoder.stages.0.layers.0.layer.0.convolution.weight")]
    [InlineData("clip-0", "visual_projection.weight")]
    public async Task Verify_ReturnsOne_WhenATensorIsAltered(string name, string tensor)
    {
        string copy = Copy(name);
        Alter(Path.Combine(copy, "model.safetensors"), tensor);

        ToolResult result = await RunAsync("verify", copy);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("beyond the tolerance of 1e-4", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("akin: ", result.Error, StringComparison.Ordinal);
        (await RunAsync("verify", copy, "--tolerance", "1e9")).AssertDone();
    }

    [Fact]
    public async Task Verify_ReturnsOne_WhenTheResultIsNotFinite()
    {
        string copy = Copy("vit-0");
        Alter(Path.Combine(copy, "model.safetensors"), "embeddings.cls_token", float.NaN);

        Assert.Equal(1, (await RunAsync("verify", copy, "--tolerance", "1e9")).ExitCode);
    }

    [Theory]
    [InlineData("model.safetensors", 1_000, "model.safetensors")]
    [InlineData("embedding.npy", 200, "truncated")]
    [InlineData("pixel_values.npy", 3, "no NumPy array")]
    [InlineData("config.json", 10, "config.json")]
    public async Task Verify_ReturnsTwo_WhenAFileIsBroken(string file, int length, string words)
    {
        string copy = Copy("vit-0");
        using (FileStream stream = new(Path.Combine(copy, file), FileMode.Open))
        {
            stream.SetLength(length);
        }

        (await RunAsync("verify", copy)).AssertFailed(2, words);
    }

    [Fact]
    public async Task Verify_ReturnsTwo_WhereThereIsNothingToCompare()
    {
        string copy = Copy("vit-0");
        File.Copy(Path.Combine(SharedFiles.Fixture("encoders/vit-0"), "pixel_values.npy"), Path.Combine(copy, "embedding.npy"), overwrite: true);

        (await RunAsync("verify", copy)).AssertFailed(2, "expected 3 x dimensions");
        (await RunAsync("verify", "akin-mini", "--pair", SharedFiles.Fixture("encoders/vit-0"))).AssertFailed(2, "48 dimensions");
        (await RunAsync("verify", "akin-mini")).AssertFailed(2, "--write FOLDER");
        (await RunAsync("verify", "no/such/model/at/all")).AssertFailed(2, "There is no encoder");
        (await RunAsync("verify", SharedFiles.Fixture("encoders/vit-0"), "--out", "no/such/e.npy")).AssertFailed(2, "There is no folder");
        Assert.Equal(2, (await RunAsync("verify", "akin-mini", "--tolerance", "-1")).ExitCode);
    }

    [Fact]
    public async Task Verify_WritesAPair_ThatItThenPasses()
    {
        (await RunAsync("verify", "akin-mini", "--write", "pair", "--out", "raw.npy")).AssertDone();
        ToolResult again = (await RunAsync("verify", "akin-mini", "--pair", "pair", "--tolerance", "0")).AssertDone();
        (await RunAsync("preprocess", "pair/1.png", "--out", "seen.npy")).AssertDone();

        Assert.Contains("inputs              3 of 112 x 112", again.Output, StringComparison.Ordinal);
        Assert.Equal(Npy.Read(_folder["seen.npy"]).Values, Npy.Read(_folder["pair/pixel_values.npy"]).Row(1).ToArray());
        Assert.Equal(Npy.Read(_folder["raw.npy"]).Values, Npy.Read(_folder["pair/embedding.npy"]).Values);
        Assert.Equal(["0.png", "1.png", "2.png", "embedding.npy", "pixel_values.npy"], Directory.EnumerateFiles(_folder["pair"]).Select(path => Path.GetFileName(path)).Order());
    }

    private string Copy(string name)
    {
        foreach (string file in Directory.EnumerateFiles(SharedFiles.Fixture($"encoders/{name}")))
        {
            string copy = _folder[$"{name}/{Path.GetFileName(file)}"];
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.Normal);
        }

        return _folder[name];
    }

    private static void Alter(string path, string tensor, float value = 3)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonNode header = JsonNode.Parse(file.AsSpan(8, headerLength))!;
        int offset = (int)header[tensor]!["data_offsets"]![0]!;
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + headerLength + offset), value);
        File.WriteAllBytes(path, file);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}
