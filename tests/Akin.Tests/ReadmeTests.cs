using System.Text.RegularExpressions;
using Akin.Testing;

namespace Akin.Tests;

/// <summary>Runs alone, since the sample prints and uses the current folder.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed partial class ReadmeTests : IDisposable
{
    private const string Alone = "alone";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LibrarySample_IsTheOneThatIsCompiled()
    {
        string readme = File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md"));
        string sample = File.ReadAllText(Path.Combine(SharedFiles.Repository, "tests", "Akin.Tests", "LibrarySample.cs"));
        string shown = CSharpBlock().Match(readme).Groups[1].Value;

        string statements = shown.Split("\n\n", 2)[1];
        Assert.All(shown.Split("\n\n", 2)[0].Split('\n'), directive => Assert.Contains(directive, sample, StringComparison.Ordinal));
        Assert.Contains(Flat(statements), Flat(sample), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LibrarySample_FindsThePictureThatIsAskedFor()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            TestPicture.Write(_folder[$"photos/{seed}.bmp"], seed);
        }

        TestPicture.Write(_folder["asked.jpg"], seed: 5);
        string folder = Directory.GetCurrentDirectory();
        StringWriter printed = new();
        TextWriter console = Console.Out;
        try
        {
            Directory.SetCurrentDirectory(_folder.Path);
            Console.SetOut(printed);
            await LibrarySample.RunAsync();
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(folder);
        }

        Assert.StartsWith("1. 5.bmp 1.0000", printed.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["answer.png"]));
    }

    /// <summary>The code without what only its place in a method changes.</summary>
    private static string Flat(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
