using System.CommandLine;
using Akin.Cli.Output;
using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary><c>akin relocate GALLERY ROOT NEWPATH</c>: tells a gallery that a folder that it follows has moved.</summary>
internal static class RelocateCommand
{
    public static Command Create()
    {
        Argument<string> gallery = CommonOptions.GalleryArgument();
        Argument<string> root = new("ROOT") { Description = "The folder's name in the gallery, as 'akin info' shows it, or its old path." };
        Argument<string> path = new("NEWPATH") { Description = "Where the folder lies now." };
        Command command = new("relocate", "Tell a gallery that a folder that it follows has moved.") { gallery, root, path };
        command.SetAction(parsed =>
        {
            GalleryRoot moved = Gallery.Relocate(parsed.GetValue(gallery)!, parsed.GetValue(root)!, parsed.GetValue(path)!);
            Console.WriteLine($"{parsed.GetValue(gallery)} finds {Printable.Text(moved.Name)} at {Printable.Text(moved.Path)} now.");
            return ExitCode.Done;
        });
        return command;
    }
}
