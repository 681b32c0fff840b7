using Akin.Cli.Commands;
using CsCheck;

namespace Akin.Tests.Cli;

public sealed class PictureListTests
{
    [Fact]
    public void Split_GivesEveryPathThatIsNotBlank_WithItsNumber() =>
        Gen.Select(Gen.String[Gen.Char["ab \u00e4/.\t"], 0, 12].Array[0, 20], Gen.Bool, Gen.Bool).Sample(
            (paths, endsLines, isWindows) =>
            {
                string lineEnd = isWindows ? "\r\n" : "\n";
                string text = string.Join(lineEnd, paths) + (endsLines ? lineEnd : string.Empty);

                Assert.Equal(
                    paths.Index().Where(path => !string.IsNullOrWhiteSpace(path.Item)).Select(path => (path.Index + 1, path.Item)),
                    PictureList.Split(new StringReader(text)).Select(line => (line.Number, line.Path)));
            });

    [Fact]
    public void Split_NamesLinesThatAreNoPaths_AndGoesOn()
    {
        string text = $"a.png\n{new string('x', 1 << 20)}\nb\0.png\n{Path.GetTempPath()}\nc.png";

        PictureList.Line[] lines = [.. PictureList.Split(new StringReader(text))];

        Assert.Equal(["a.png", "c.png"], lines.Where(line => line.Reason is null).Select(line => line.Path));
        Assert.Equal(
            ["line 2 is longer than 32,768 characters: it is no path", "line 3 is no text: it is no path", "line 4 names a folder, and a list names pictures"],
            lines.Select(line => line.Reason).OfType<string>());
        Assert.All(lines, line => Assert.InRange(line.Path.Length, 1, 50));
    }

    [Fact]
    public void Read_EndsWithWhatBroke_AndWhenItIsCancelled()
    {
        using CancellationTokenSource stop = new();
        Assert.Equal(["a", "b"], PictureList.Read(new StringReader("a\nb"), stop.Token).Select(line => line.Path));
        Assert.Throws<IOException>(() => PictureList.Read(new BrokenReader(), stop.Token).Count());
        using IEnumerator<PictureList.Line> lines = PictureList.Read(new SilentReader("a\n", TestContext.Current.CancellationToken), stop.Token).GetEnumerator();
        Assert.True(lines.MoveNext());

        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => lines.MoveNext());
    }

    private sealed class BrokenReader : TextReader
    {
        public override int Read() => throw new IOException("The disk is gone.");
    }

    /// <summary>Gives a text, and then waits as a terminal does.</summary>
    private sealed class SilentReader(string text, CancellationToken cancellationToken) : TextReader
    {
        private int _next;

        public override int Read()
        {
            if (_next == text.Length)
            {
                cancellationToken.WaitHandle.WaitOne();
                return -1;
            }

            return text[_next++];
        }
    }
}
