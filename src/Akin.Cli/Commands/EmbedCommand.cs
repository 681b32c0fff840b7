using System.CommandLine;
using Akin.Cli.Output;
using Akin.Datasets;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin embed PATHS --out E.npy</c>: embeddings as a NumPy array, for other programs.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("FILES_OR_FOLDER") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--out", "-o")
        {
            Description = "The array to write: float32 [pictures, dimensions], L2-normalised unless --raw. The keys go into E.keys.txt beside it, one a line.",
            HelpName = "E.npy",
            Required = true,
        };
        Option<bool> raw = new("--raw") { Description = "Write the embeddings as the model computes them, not brought to length 1." };
        EncoderArguments encoder = new("Default: akin-mini.");
        Command command = new("embed", "Write the embeddings of pictures into a NumPy file.") { paths, output, raw };
        encoder.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(paths)!, parsed.GetValue(output)!, encoder.Read(parsed) with { IsRaw = parsed.GetValue(raw) }, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string outputPath, EncoderChoice choice, CancellationToken cancellationToken)
    {
        List<PictureFile> files = [.. paths.SelectMany(path => FilesOf(path, isOnly: paths.Length == 1))];
        using ImageEncoder encoder = await Encoders.OpenForManyAsync(choice, cancellationToken);
        using EmbeddingFiles output = EmbeddingFiles.Create(outputPath, encoder.Dimensions);
        List<RejectedFile> rejected = [];
        RejectedFile? named = null;
        using (ProgressDisplay progress = ProgressDisplay.Start())
        {
            int settledCount = 0;
            await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, choice.WorkerCount).RunAsync(files, cancellationToken))
            {
                if (outcome is PictureOutcome.Embedded { File.Key: string key } embedded && !key.Contains('\n'))
                {
                    output.Append(key, embedded.Embedding);
                }
                else
                {
                    string reason = outcome is PictureOutcome.Rejected failure ? failure.Reason : "its name holds a line break, and keys are written one a line";
                    rejected.Add(new RejectedFile(outcome.File.Key, reason));
                    named ??= paths.Contains(outcome.File.Path) ? rejected[^1] : null;
                }

                progress.Report(new Galleries.IndexProgress(++settledCount, files.Count));
            }
        }

        SkippedFiles.Print(rejected);
        if (output.Count == 0)
        {
            throw new BadInputException(files.Count == 0
                ? $"The folder {paths[0]} is empty: nothing was written."
                : files.Count == 1 ? "The file is no picture that can be read, for the reason above: nothing was written."
                : $"None of the {files.Count:N0} files is a picture that can be read, for the reasons above: nothing was written.");
        }

        output.Complete();
        Console.WriteLine($"{Counted.Text(output.Count, "embedding")} of {encoder.Dimensions:N0} dimensions by {encoder.Name} in {outputPath}, their keys in {output.KeysPath}, {Counted.Text(rejected.Count, "file")} skipped.");
        return named is null ? ExitCode.Done : throw new BadInputException($"{named.Key} is not among the embeddings: {named.Reason}.");
    }

    /// <summary>A file under the path as named; a folder's files by their path below it, and where several paths are named, below its name.</summary>
    private static IEnumerable<PictureFile> FilesOf(string path, bool isOnly)
    {
        if (File.Exists(path))
        {
            return [PictureFile.At(path)];
        }

        if (!Directory.Exists(path))
        {
            throw new BadInputException($"There is no file or folder {path}: check the path.");
        }

        string prefix = isOnly ? string.Empty : Path.TrimEndingDirectorySeparator(path).Replace(Path.DirectorySeparatorChar, '/') + "/";
        return new ImageFolder(path).Files().Select(file => file with { Key = prefix + file.Key });
    }
}
