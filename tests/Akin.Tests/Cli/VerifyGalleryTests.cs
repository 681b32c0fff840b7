using System.Text.Json;
using Akin.Galleries;

namespace Akin.Tests.Cli;

public sealed class VerifyGalleryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VerifyGalleryTests()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            TestPicture.Write(_folder[$"pictures/{seed}.bmp"], seed, 12, 8);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_ReturnsZeroForASoundGallery_OneForADamagedOne_AndZeroForARepairedOne()
    {
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        ToolResult sound = (await RunAsync("verify", "g.akin")).AssertDone();
        Assert.Contains("5 pictures encoded again, smallest cosine", sound.Output, StringComparison.Ordinal);
        Assert.Contains("g.akin is sound.", sound.Output, StringComparison.Ordinal);

        byte[] vectors = File.ReadAllBytes(_folder["g.akin/vectors.f16"]);
        vectors[8200] ^= 1;
        File.WriteAllBytes(_folder["g.akin/vectors.f16"], vectors);

        ToolResult damaged = await RunAsync("verify", "g.akin");
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("problem   vectors.f16, row 0: its checksum, at byte 8192, is wrong (", damaged.Output, StringComparison.Ordinal);
        Assert.Contains("'akin verify g.akin --repair' repairs what can be.", damaged.Output, StringComparison.Ordinal);

        ToolResult json = await RunAsync("verify", "g.akin", "--json", "--sample", "2");
        Assert.Equal(1, json.ExitCode);
        using JsonDocument summary = JsonDocument.Parse(json.Output);
        Assert.False(summary.RootElement.GetProperty("isSound").GetBoolean());
        Assert.Equal(5, summary.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal("vectors.f16, row 0", summary.RootElement.GetProperty("problems")[0].GetProperty("where").GetString());

        ToolResult repaired = (await RunAsync("verify", "g.akin", "--repair")).AssertDone();
        Assert.Contains("repaired  vectors.f16, row 0", repaired.Output, StringComparison.Ordinal);
        Assert.Contains("pictures  4\n", repaired.Output, StringComparison.Ordinal);
        Assert.Contains("1 pictures taken out: 'akin index --gallery g.akin' encodes them again", repaired.Output, StringComparison.Ordinal);
        Assert.Contains("g.akin is sound now", repaired.Output, StringComparison.Ordinal);
        Assert.Contains("1 picture indexed", (await RunAsync("index", "--gallery", "g.akin")).AssertDone().Output, StringComparison.Ordinal);
        (await RunAsync("verify", "g.akin")).AssertDone();
    }

    [Fact]
    public async Task Verify_ReturnsTwo_WhereItCannotCheck()
    {
        string encoder = TinyEncoder.Write(_folder["encoder"]);
        (await RunAsync("index", "pictures", "--gallery", "g.akin", "--model", "encoder")).AssertDone();

        (await RunAsync("verify", "none.akin")).AssertFailed(2, "There is no gallery none.akin");
        (await RunAsync("verify", "g.akin", "--write", "pair")).AssertFailed(2, "--write is for models");
        (await RunAsync("verify", "encoder", "--repair")).AssertFailed(2, "--repair is for galleries");
        (await RunAsync("verify", "g.akin", "--tolerance", "3")).AssertFailed(2, "cosines differ by 2 at most");
        Assert.Equal(2, (await RunAsync("verify", "g.akin", "--sample", "-1")).ExitCode);
        using (GalleryLock.Take(_folder["g.akin"]))
        {
            (await RunAsync("verify", "g.akin", "--repair")).AssertFailed(2, "is writing the gallery");
        }

        Directory.Delete(encoder, recursive: true);
        (await RunAsync("verify", "g.akin")).AssertFailed(2, "The sample was not encoded");
        (await RunAsync("verify", "g.akin", "--sample", "0")).AssertDone();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACatalogueBeyondRepair_HasOneNextStep_WhateverCommandMeetsIt(bool isTruncated)
    {
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        byte[] catalogue = File.ReadAllBytes(_folder["g.akin/catalogue.db"]);
        catalogue[3] ^= (byte)(isTruncated ? 0 : 1);
        File.WriteAllBytes(_folder["g.akin/catalogue.db"], isTruncated ? catalogue[..5000] : catalogue);

        const string step = "put a copy of the catalogue back, or delete the folder and index anew";
        foreach (string[] arguments in (string[][])[["search", "pictures/0.bmp", "--gallery", "g.akin"], ["status", "g.akin"], ["info", "g.akin"], ["index", "pictures", "--gallery", "g.akin"], ["verify", "g.akin"], ["verify", "g.akin", "--repair"]])
        {
            ToolResult result = await RunAsync(arguments);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains(step, result.Output + result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("--repair", result.Output + result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("pictures  0", result.Output, StringComparison.Ordinal);
        }

        ToolResult json = await RunAsync("verify", "g.akin", "--json");
        using JsonDocument summary = JsonDocument.Parse(json.Output);
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("pictures").ValueKind);
        Assert.False(summary.RootElement.GetProperty("problems")[0].GetProperty("canBeRepaired").GetBoolean());
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}
