using System.CommandLine;
using System.Text.Json;
using Akin.Cli.Output;
using Akin.Vision.Checkpoints.Hub;
using Akin.Vision.Encoding;

namespace Akin.Cli.Commands;

/// <summary><c>akin models</c>: which models are on this machine, where, how large, and whether Akin can run them.</summary>
internal static class ModelsCommand
{
    private const int CommitDigits = 12;

    private const double BytesAMegabyte = 1e6;

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print one JSON object a model, a line each, instead of a list." };
        Command command = new("models", "List the models on this machine: those that come with Akin, and those in the Hugging Face cache.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool asJson)
    {
        foreach (LocalModel model in ImageEncoder.ListLocal())
        {
            if (asJson)
            {
                ModelSummary summary = new(model.Name, model.Folder, model.LengthInBytes, [.. model.Revisions.Select(Summary)]);
                Console.WriteLine(JsonSerializer.Serialize(summary, Json.Readable.ModelSummary));
            }
            else
            {
                Print(model);
            }
        }

        return ExitCode.Done;
    }

    private static ModelRevisionSummary Summary(LocalRevision revision) => new(
        revision.Commit.Length == 0 ? null : revision.Commit, revision.References, revision.Folder, revision.Problem is null, revision.Problem);

    private static void Print(LocalModel model)
    {
        Console.WriteLine($"{model.Name}  {model.LengthInBytes / BytesAMegabyte:N1} MB  {Printable.Text(model.Folder)}");
        foreach (LocalRevision revision in model.Revisions)
        {
            string commit = revision.Commit.Length == 0 ? "comes with Akin" : revision.Commit[..CommitDigits];
            string references = revision.References.Count == 0 ? string.Empty : $" ({Printable.Text(string.Join(", ", revision.References))})";
            Console.WriteLine($"  {commit}{references}: {(revision.Problem is null ? "runs" : Printable.Text(revision.Problem))}");
        }

        if (model.Revisions.Count == 0)
        {
            Console.WriteLine("  no commit of it is here");
        }
    }
}
