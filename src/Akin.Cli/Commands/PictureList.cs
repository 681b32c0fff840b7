using System.Text;
using System.Threading.Channels;

namespace Akin.Cli.Commands;

/// <summary>A list of pictures: a path a line, as UTF-8. Blank lines count for nothing, and spaces belong to a path.</summary>
internal static class PictureList
{
    /// <summary>What stands for standard input in place of a file's path.</summary>
    public const string StandardInput = "-";

    /// <summary>Longer than any system's paths.</summary>
    private const int LineLimit = 1 << 15;

    /// <summary>Lines that are read before they are needed.</summary>
    private const int LinesAhead = 256;

    /// <summary>A line: a path, or the reason why it is none.</summary>
    public readonly record struct Line(int Number, string Path, string? Reason);

    /// <summary>Opens a list.</summary>
    /// <exception cref="BadInputException">There is no such file.</exception>
    public static TextReader Open(string path)
    {
        if (path == StandardInput)
        {
            return StandardStreams.HasInput ? new StreamReader(Console.OpenStandardInput(), Encoding.UTF8) : TextReader.Null;
        }

        return Path.Exists(path) && !Directory.Exists(path)
            ? new StreamReader(path, Encoding.UTF8)
            : throw new BadInputException(Directory.Exists(path) ? $"{path} is a folder, not a list: name it without --list." : $"There is no list {path}: check the path.");
    }

    /// <summary>Reads lines as they come. Where they are waited for, a cancelled token ends that.</summary>
    /// <param name="list">The list. It is read on a thread of its own, which may still wait for a line after the end of a cancelled enumeration.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public static IEnumerable<Line> Read(TextReader list, CancellationToken cancellationToken)
    {
        Channel<Line> lines = Channel.CreateBounded<Line>(LinesAhead);
        _ = Task.Factory.StartNew(() => Pass(list, lines.Writer, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (lines.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
        {
            while (lines.Reader.TryRead(out Line line))
            {
                yield return line;
            }
        }
    }

    /// <summary>Takes a text apart.</summary>
    public static IEnumerable<Line> Split(TextReader list)
    {
        StringBuilder text = new();
        int number = 1;
        for (int next = list.Read(); next >= 0; next = list.Read())
        {
            if (next != '\n')
            {
                // One character too many shows that there were more.
                _ = text.Length <= LineLimit ? text.Append((char)next) : text;
                continue;
            }

            if (Take(text, number) is Line line)
            {
                yield return line;
            }

            number++;
        }

        if (Take(text, number) is Line last)
        {
            yield return last;
        }
    }

    private static void Pass(TextReader list, ChannelWriter<Line> lines, CancellationToken cancellationToken)
    {
        try
        {
            foreach (Line line in Split(list))
            {
                lines.WriteAsync(line, cancellationToken).AsTask().GetAwaiter().GetResult();
            }

            lines.Complete();
        }
        catch (Exception exception) when (lines.TryComplete(exception))
        {
            // Whoever takes the lines gets it.
        }
    }

    private static Line? Take(StringBuilder text, int number)
    {
        bool isTooLong = text.Length > LineLimit;
        string path = text.ToString().TrimEnd('\r');
        text.Clear();
        if (string.IsNullOrWhiteSpace(path))
        {
            return null;
        }

        string? reason = isTooLong ? $"line {number} is longer than {LineLimit:N0} characters: it is no path"
            : path.Contains('\0', StringComparison.Ordinal) ? $"line {number} is no text: it is no path"
            : Directory.Exists(path) ? $"line {number} names a folder, and a list names pictures"
            : null;
        return new Line(number, isTooLong ? path[..40] + "..." : path, reason);
    }
}
