using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin remove KEY...</c>: takes pictures out of a gallery.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        Argument<string[]> keys = new("KEY") { Description = "Keys of pictures, as 'akin search' shows them.", Arity = ArgumentArity.ZeroOrMore };
        Option<string> gallery = CommonOptions.Gallery();
        Option<string[]> labels = new("--label") { Description = "Remove all pictures with this label. May be repeated.", HelpName = "LABEL" };
        Option<bool> missing = new("--missing") { Description = "Remove the pictures whose file is gone." };
        Option<bool> confirmMissing = new("--confirm-missing") { Description = "With --missing: a folder that is gone, empty or without any picture is so for good. Without it its pictures stay, for a disk may not be mounted." };
        Option<string[]> roots = new("--root") { Description = "No longer follow a folder, by its name in the gallery or its path, and remove its pictures. May be repeated.", HelpName = "ROOT" };
        Command command = new("remove", "Take pictures out of a gallery. No file is touched; 'akin compact' gives the space back.") { keys, gallery, labels, missing, confirmMissing, roots };
        command.Validators.Add(result =>
        {
            if (((Symbol[])[keys, labels, roots]).All(symbol => CommonOptions.CountValues(result, symbol) == 0) && !result.GetValue(missing))
            {
                result.AddError("Name what to remove: keys, --label, --missing or --root.");
            }
        });
        command.SetAction(parsed =>
        {
            Removal removal = new()
            {
                Keys = parsed.GetValue(keys) ?? [],
                Labels = parsed.GetValue(labels) ?? [],
                IsOfMissing = parsed.GetValue(missing),
                ConfirmsMissing = parsed.GetValue(confirmMissing),
                Roots = parsed.GetValue(roots) ?? [],
            };
            return Run(parsed.GetValue(gallery)!, removal);
        });
        return command;
    }

    private static int Run(string galleryPath, Removal removal)
    {
        RemovalReport report = Gallery.Remove(galleryPath, removal);
        string space = report.FreedRowCount > 0 ? $" 'akin compact {galleryPath}' gives their space back." : string.Empty;
        Console.WriteLine($"{Counted.Pictures(report.RemovedCount)} removed. {galleryPath} holds {report.PictureCount:N0}.{space}");
        return report.MissingRoots.Count > 0 ? throw new BadInputException(MissingRoots.Explain(report.MissingRoots, galleryPath)) : ExitCode.Done;
    }
}
