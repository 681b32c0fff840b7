using System.Diagnostics;
using Akin.Testing;
using Microsoft.Data.Sqlite;

namespace Akin.Tests.Cli;

/// <summary>Every way to name something that cannot be used ends in one sentence and a documented exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int BadInput = 1;

    private const int BadCommandLine = 2;

    private const int SystemRefused = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("There is no folder", "index", "none")]
    [InlineData("is a file, not a folder", "index", "file.txt")]
    [InlineData("is empty", "index", "empty")]
    [InlineData("holds no picture", "index", "texts")]
    [InlineData("There is no gallery", "search", "whole.bmp", "--gallery", "none.akin")]
    [InlineData("is a folder, but no Akin gallery", "search", "whole.bmp", "--gallery", "texts")]
    [InlineData("There is no gallery", "info", "none.akin")]
    [InlineData("There is no folder", "eval", "none", "--gallery", "none.akin")]
    [InlineData("There is no file or folder", "embed", "none", "--out", "e.npy")]
    [InlineData("is empty", "embed", "empty", "--out", "e.npy")]
    [InlineData("nothing was written", "embed", "texts", "--out", "e.npy")]
    [InlineData("There is no folder", "embed", "whole.bmp", "--out", "none/e.npy")]
    [InlineData("There is no folder", "demo", "none")]
    [InlineData("needs more than 3", "demo", "texts")]
    [InlineData("no-such-model", "index", "pictures", "--model", "no-such-model")]
    [InlineData("config.json", "index", "pictures", "--model", "texts")]
    [InlineData("with other things in it", "index", "pictures", "--gallery", "texts")]
    [InlineData("is a file, and a gallery is a folder", "index", "pictures", "--gallery", "file.txt")]
    public async Task WhatCannotBeUsed_IsNamed(string words, params string[] arguments)
    {
        Prepare();

        (await RunAsync(arguments)).AssertFailed(BadInput, words);

        Assert.False(File.Exists(_folder["e.npy"]));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.unfinished"));
    }

    [Theory]
    [InlineData]
    [InlineData("index")]
    [InlineData("search", "whole.bmp")]
    [InlineData("search", "whole.bmp", "--gallery", "g.akin", "--top", "0")]
    [InlineData("search", "whole.bmp", "--gallery", "g.akin", "--top", "many")]
    [InlineData("no-such-command")]
    [InlineData("index", "")]
    [InlineData("index", "pictures", "--gallery", "")]
    [InlineData("index", "pictures", "--model", "")]
    [InlineData("search", "whole.bmp", "--gallery", "")]
    [InlineData("search", "whole.bmp", "--gallery", "g.akin", "--sheet", "")]
    [InlineData("embed", "whole.bmp", "--out", "")]
    [InlineData("info", "")]
    [InlineData("demo", "")]
    [InlineData("demo", "--out", "")]
    public async Task AWrongCommandLine_IsExplained(params string[] arguments)
    {
        ToolResult result = await RunAsync(arguments);

        Assert.Equal(BadCommandLine, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.bmp", "There is no picture")]
    [InlineData("file.txt", "file.txt cannot be searched for")]
    [InlineData("cut.jpg", "truncated")]
    [InlineData("blank.jpg", "empty")]
    [InlineData("texts", "holds no picture")]
    [InlineData("empty", "is empty")]
    public async Task Search_NamesAQueryThatCannotBeUsed(string query, string words)
    {
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        (await RunAsync("search", query, "--gallery", "g.akin")).AssertFailed(BadInput, words);
    }

    [Fact]
    public async Task Embed_WritesTheOthers_AndFailsForANamedFileThatIsNoPicture()
    {
        Prepare();
        File.Copy(_folder["file.txt"], _folder["pictures/a/notes.txt"]);

        (await RunAsync("embed", "whole.bmp", "file.txt", "--out", "e.npy")).AssertFailed(BadInput, "file.txt is not among the embeddings");
        (await RunAsync("embed", "whole.bmp", "pictures", "--out", "f.npy")).AssertDone();

        Assert.Equal(["whole.bmp"], File.ReadAllLines(_folder["e.keys.txt"]));
    }

    [Fact]
    public async Task Search_RefusesAnotherEncoder()
    {
        string other = SharedFiles.Shared("models/squeezenet1.1");
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin", "--model", other)).AssertFailed(BadInput, "was made by the encoder akin-mini");
        (await RunAsync("index", "pictures", "--gallery", "g.akin", "--model", other)).AssertFailed(BadInput, "was made by the encoder akin-mini");

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertDone();
    }

    [Fact]
    public async Task Index_SkipsBrokenFilesAndListsThem()
    {
        Prepare();
        File.Copy(_folder["cut.jpg"], _folder["pictures/a/cut.jpg"]);
        File.Copy(_folder["blank.jpg"], _folder["pictures/a/blank.jpg"]);
        File.Copy(SharedFiles.Fixture("decode/broken/bomb.png"), _folder["pictures/a/bomb.png"]);

        ToolResult result = (await RunAsync("index", "pictures")).AssertDone();

        Assert.Contains("1 picture indexed", result.Output, StringComparison.Ordinal);
        Assert.Contains("Skipped 3 files:", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"a/blank\.jpg: the file is empty", result.Error);
        Assert.Matches(@"a/bomb\.png: 60,000 x 60,000 pixels are more than the limit of 178,956,970 pixels", result.Error);
        Assert.Matches(@"a/cut\.jpg: .*truncated", result.Error);
    }

    [Fact]
    public async Task Index_ExplainsATargetThatCannotBeWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses /proc, which nobody can write.");
        Prepare();

        (await RunAsync("index", "pictures", "--gallery", "/proc/g.akin")).AssertFailed(SystemRefused, "/proc/g.akin");
    }

    [Fact]
    public async Task Index_ExplainsAFullDisk_AndKeepsWhatWasCommitted()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder["disk"], sizeInBytes: 768 * 1024);
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "disk/g.akin")).AssertDone();
        for (int index = 0; index < 1200; index++)
        {
            TestPicture.Write(_folder[$"pictures/more/{index:D4}.bmp"], index, 12, 8);
        }

        (await RunAsync("index", "pictures", "--gallery", "disk/g.akin")).AssertFailed(SystemRefused, "is full");

        ToolResult search = (await RunAsync("search", "pictures/a/1.bmp", "--gallery", "disk/g.akin", "--top", "1")).AssertDone();
        Assert.Contains("a/1.bmp", search.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ReadsAGalleryOnAReadOnlyDisk()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder["disk"], sizeInBytes: 4 * 1024 * 1024);
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "disk/g.akin")).AssertDone();
        disk.MakeReadOnly();

        (await RunAsync("search", "pictures/a/1.bmp", "--gallery", "disk/g.akin")).AssertDone();
        (await RunAsync("index", "pictures", "--gallery", "disk/g.akin")).AssertFailed(SystemRefused, "disk/g.akin lies on a disk that cannot be written");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Index_KeepsEmbeddingsWhoseCatalogueWasLost(bool isEmptied)
    {
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        byte[] vectors = File.ReadAllBytes(_folder["g.akin/vectors.f16"]);
        File.Delete(_folder["g.akin/catalogue.db"]);
        if (isEmptied)
        {
            File.WriteAllBytes(_folder["g.akin/catalogue.db"], []);
        }

        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertFailed(BadInput, "its catalogue.db is empty or gone, and vectors.f16 holds embeddings");
        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "put a copy of the catalogue back");
        (await RunAsync("info", "g.akin")).AssertFailed(BadInput, "put a copy of the catalogue back");
        foreach (string option in (string[])["--sample=0", "--repair"])
        {
            ToolResult verified = await RunAsync("verify", "g.akin", option);
            Assert.Equal(BadInput, verified.ExitCode);
            Assert.Contains("cannot be repaired: put a copy of the catalogue back, or delete the folder and index anew.", verified.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("pictures  0", verified.Output, StringComparison.Ordinal);
        }

        Assert.Equal(vectors, File.ReadAllBytes(_folder["g.akin/vectors.f16"]));
        Assert.Equal(isEmptied, File.Exists(_folder["g.akin/catalogue.db"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task Index_GoesOnWhereAWriterWasStoppedBeforeItsFirstCommit(int catalogueLength)
    {
        Prepare();
        File.WriteAllBytes(_folder["g.akin/catalogue.db"], catalogueLength == 0 ? [] : BlankDatabase());
        File.WriteAllBytes(_folder["g.akin/lock"], []);

        (await RunAsync("info", "g.akin")).AssertFailed(BadInput, "holds nothing yet");
        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "holds nothing yet");
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertDone();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Info_ReadsAGalleryWhoseWriterWasStoppedBeforeItsFirstVector(int vectorsLength)
    {
        Prepare();
        File.WriteAllText(_folder["none/1.txt"], "no picture");
        (await RunAsync("index", "none", "--gallery", "g.akin")).AssertFailed(BadInput, "holds no picture");
        File.Delete(_folder["g.akin/vectors.f16"]);
        if (vectorsLength >= 0)
        {
            File.WriteAllBytes(_folder["g.akin/vectors.f16"], new byte[vectorsLength]);
        }

        (await RunAsync("info", "g.akin")).AssertDone();
        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "holds no picture");
        TestPicture.Write(_folder["none/1.bmp"], 1);
        (await RunAsync("index", "none", "--gallery", "g.akin")).AssertDone();
        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertDone();
    }

    [Theory]
    [InlineData("UPDATE items SET row = 999")]
    [InlineData("UPDATE gallery SET dimensions = 2000000000")]
    [InlineData("UPDATE gallery SET dimensions = 0")]
    [InlineData("UPDATE gallery SET row_count = -1")]
    [InlineData("UPDATE gallery SET row_count = 5000")]
    [InlineData("DELETE FROM gallery")]
    [InlineData("DROP TABLE items")]
    public async Task ADamagedCatalogue_IsNamedAsThat(string damage)
    {
        Prepare();
        TestPicture.Write(_folder["pictures/a/2.bmp"], 2);
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        File.Delete(_folder["pictures/a/2.bmp"]);
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        using (SqliteConnection connection = new($"Data Source={_folder["g.akin/catalogue.db"]};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = damage;
            command.ExecuteNonQuery();
        }

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "The gallery g.akin is damaged");
        (await RunAsync("info", "g.akin")).AssertFailed(BadInput, "The gallery g.akin is damaged");
    }

    [Fact]
    public async Task AGalleryWithoutItsVectors_IsNamedAsDamaged()
    {
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        File.Delete(_folder["g.akin/vectors.f16"]);

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "its vectors.f16 is missing");
    }

    [Fact]
    public async Task AGalleryWithADamagedEmbedding_IsNamedAsDamaged()
    {
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();
        byte[] vectors = File.ReadAllBytes(_folder["g.akin/vectors.f16"]);
        vectors[^100] ^= 1;
        File.WriteAllBytes(_folder["g.akin/vectors.f16"], vectors);

        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin")).AssertFailed(BadInput, "vectors.f16 is damaged: the checksum of row");
    }

    [Fact]
    public async Task AFullDisk_IsExplainedByEveryCommandThatWrites()
    {
        using SmallDisk disk = SmallDisk.Mount(_folder["disk"], sizeInBytes: 8192);
        Prepare();
        (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        (await RunAsync("demo", "--out", "disk/demo")).AssertFailed(SystemRefused, "The disk is full");
        Directory.Delete(_folder["disk/demo"], recursive: true);
        (await RunAsync("search", "whole.bmp", "--gallery", "g.akin", "--sheet", "disk/s.png")).AssertFailed(SystemRefused, "disk/s.png was not written");
        (await RunAsync("preprocess", "whole.bmp", "--out", "disk/x.npy")).AssertFailed(SystemRefused, "disk/x.npy was not written");
        (await RunAsync("resize", "whole.bmp", "disk/r.png", "--size", "900x900")).AssertFailed(SystemRefused, "disk/r.png was not written");
        (await RunAsync("index", "pictures", "--gallery", "disk/g.akin")).AssertFailed(SystemRefused, "is full");
    }

    [Fact]
    public async Task AFileWhoseNameIsNoText_IsSkippedWithThatReason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names a file by bytes.");
        Prepare();
        await ShellAsync($"cp '{_folder["whole.bmp"]}' \"{_folder.Path}/pictures/$(printf 'lat\\xe9.bmp')\"");

        ToolResult result = (await RunAsync("index", "pictures", "--gallery", "g.akin")).AssertDone();

        await ShellAsync($"rm '{_folder.Path}'/pictures/lat*");
        Assert.Contains("its name is no valid text", result.Error, StringComparison.Ordinal);
    }

    /// <summary>.NET neither writes nor deletes a file whose name is no text.</summary>
    private static async Task ShellAsync(string command)
    {
        using Process shell = Process.Start("bash", ["-c", command]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    private static byte[] BlankDatabase()
    {
        byte[] page = new byte[4096];
        "SQLite format 3\0"u8.CopyTo(page);
        ((ReadOnlySpan<byte>)[0x10, 0, 1, 1, 0, 64, 32, 32, 0, 0, 0, 1, 0, 0, 0, 1]).CopyTo(page.AsSpan(16));
        ((ReadOnlySpan<byte>)[0, 0, 0, 1]).CopyTo(page.AsSpan(92));
        page[100] = 13;
        page[105] = 0x10;
        return page;
    }

    private void Prepare()
    {
        TestPicture.Write(_folder["pictures/a/1.bmp"], 1);
        TestPicture.Write(_folder["whole.bmp"], 1);
        Directory.CreateDirectory(_folder["empty"]);
        File.WriteAllText(_folder["file.txt"], "no picture");
        File.WriteAllText(_folder["texts/1.txt"], "no picture");
        File.WriteAllText(_folder["texts/2.jpg"], "no picture either");
        byte[] jpeg = File.ReadAllBytes(Directory.EnumerateFiles(SharedFiles.Fixture("decode"), "*.jpg").Order(StringComparer.Ordinal).First());
        File.WriteAllBytes(_folder["cut.jpg"], jpeg[..(jpeg.Length / 2)]);
        File.WriteAllBytes(_folder["blank.jpg"], []);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}
