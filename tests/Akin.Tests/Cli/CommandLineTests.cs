namespace Akin.Tests.Cli;

/// <summary>What is wrong with a command line is one sentence on standard error, and nothing on standard output.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const int BadInput = 1;

    private const int BadCommandLine = 2;

    private readonly TemporaryFolder _folder = new();

    public CommandLineTests() => TestPicture.Write(_folder["whole.bmp"], 1);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("There is no option --bogus: ", "search", "whole.bmp", "--gallery", "g.akin", "--bogus")]
    [InlineData("There is no option --lable: did you mean --label?", "search", "whole.bmp", "--gallery", "g.akin", "--lable", "hat")]
    [InlineData("There is no option --lable: did you mean --label?", "search", "whole.bmp", "--gallery", "g.akin", "--lable=hat")]
    [InlineData("There is no option --kye: did you mean --key?", "search", "whole.bmp", "--gallery", "g.akin", "--label", "--kye", "*.png")]
    [InlineData("There is no option -x: ", "search", "-x", "whole.bmp", "--gallery", "g.akin")]
    [InlineData("There is no option -1: ", "search", "-1", "--gallery", "g.akin")]
    [InlineData("There is no option --exclud: did you mean --exclude?", "index", "photos", "--exclud", "*.png")]
    [InlineData("There is no option --labl: did you mean --label?", "remove", "--labl", "hat", "--gallery", "g.akin")]
    [InlineData("There is no option --bogus: ", "embed", "whole.bmp", "--out", "e.npy", "--bogus")]
    [InlineData("There is no option --bogus: ", "eval", "--gallery", "g.akin", "--bogus")]
    [InlineData("There is no option --jsn: did you mean --json?", "status", "g.akin", "--jsn")]
    [InlineData("There is no option --jsn: did you mean --json?", "info", "--jsn", "g.akin")]
    public async Task AnOptionThatIsNone_IsNoPath(string words, params string[] arguments)
    {
        ToolResult result = await RunAsync(arguments);

        AssertRefused(result, words, arguments[0]);
        Assert.False(File.Exists(_folder["e.npy"]));
    }

    [Theory]
    [InlineData("--bogus.bmp")]
    [InlineData("-x.bmp")]
    [InlineData("@whole.bmp")]
    public async Task BehindTwoDashes_AnythingIsAPath(string name)
    {
        File.Copy(_folder["whole.bmp"], _folder[name]);

        (await RunAsync("embed", "--out", "e.npy", "--", name)).AssertDone();

        Assert.Equal([name], File.ReadAllLines(_folder["e.keys.txt"]));
    }

    [Theory]
    [InlineData("whole.bmp", "--min-similarity", "-0.5")]
    [InlineData("whole.bmp", "--label=--odd")]
    [InlineData("@there-is-none.bmp")]
    public async Task WhatBeginsLikeAnOption_MayBeAValue(params string[] arguments) =>
        (await RunAsync(["search", .. arguments, "--gallery", "g.akin"])).AssertFailed(BadInput, "There is no ");

    [Theory]
    [InlineData("Name a command, such as index or search", "", new string[0])]
    [InlineData("There is no command serach: did you mean search?", "", new[] { "serach", "whole.bmp" })]
    [InlineData("There is no command no-such-command.", "", new[] { "no-such-command" })]
    [InlineData("There is no option --bogus: ", "", new[] { "--bogus" })]
    [InlineData("--gallery", "search", new[] { "search", "whole.bmp" })]
    [InlineData("Name the folder to index", "index", new[] { "index" })]
    [InlineData("--top is 0, expected a whole number from 1 to 2,147,483,647", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--top", "0" })]
    [InlineData("--top is 99999999999, expected a whole number from 1 to 2,147,483,647", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "-k", "99999999999" })]
    [InlineData("--precision is fp16, expected fp32|int8.", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--precision", "fp16" })]
    [InlineData("--pooling is max, expected cls|mean|pooler.", "embed", new[] { "embed", "whole.bmp", "--out", "e.npy", "--pooling", "max" })]
    [InlineData("--combine is median, expected mean|best.", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--combine", "median" })]
    [InlineData("--min-similarity is near, expected a cosine from -1 to 1.", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--min-similarity", "near" })]
    [InlineData("--min-similarity is -1.5, expected a cosine from -1 to 1.", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--min-similarity", "-1.5" })]
    [InlineData("--from is monday, expected a day", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--from", "monday" })]
    [InlineData("--seed is abc, expected a whole number from ", "eval", new[] { "eval", "--gallery", "g.akin", "--seed", "abc" })]
    [InlineData("--sample is 99999999999, expected a whole number of queries, 1 to 2,147,483,647, or all.", "eval", new[] { "eval", "--gallery", "g.akin", "--sample", "99999999999" })]
    [InlineData("--sample is -1, expected a whole number from 0 to 2,147,483,647.", "verify", new[] { "verify", "g.akin", "--sample", "-1" })]
    [InlineData("--name", "index", new[] { "index", "photos", "--gallery", "g.akin", "--name" })]
    [InlineData("--gallery", "index", new[] { "index", "photos", "--gallery" })]
    [InlineData("--label", "remove", new[] { "remove", "key", "--gallery", "g.akin", "--label" })]
    [InlineData("--like", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--like" })]
    [InlineData("Name what to remove", "remove", new[] { "remove", "--gallery", "g.akin", "--missing", "false" })]
    [InlineData("--sheet is s.jpg, expected a name that ends in .png", "search", new[] { "search", "whole.bmp", "--gallery", "g.akin", "--sheet", "s.jpg" })]
    public async Task AWrongCommandLine_IsOneSentence(string words, string command, string[] arguments) => AssertRefused(await RunAsync(arguments), words, command);

    [Theory]
    [InlineData("search", "--bogus", "--help")]
    [InlineData("--help")]
    public async Task Help_IsGivenWhateverElseIsSaid(params string[] arguments)
    {
        ToolResult result = (await RunAsync(arguments)).AssertDone();

        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Help_SaysDefaultsOnce()
    {
        string eval = (await RunAsync("eval", "--help")).AssertDone().Output;
        string verify = (await RunAsync("verify", "--help")).AssertDone().Output;

        Assert.DoesNotMatch(@"Default: [^\n]*\[default", eval);
        Assert.Matches("--seed <NUMBER>", verify);
    }

    private static void AssertRefused(ToolResult result, string words, string command)
    {
        result.AssertFailed(BadCommandLine, words);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("akin: ", lines[0], StringComparison.Ordinal);
        Assert.Equal(command.Length == 0 ? "See 'akin --help'." : $"See 'akin {command} --help'.", lines[1]);
        Assert.Empty(result.Output);
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => AkinTool.RunAsync(_folder.Path, arguments);
}
