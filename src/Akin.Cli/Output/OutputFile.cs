namespace Akin.Cli.Output;

/// <summary>Checks a file that a command is asked to write, before the work for it is done.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a path that is a folder, or whose folder is not there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It cannot be written where it is named.</exception>
    public static void Require(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path) || !Directory.Exists(folder))
        {
            throw new BadInputException(Directory.Exists(path)
                ? $"{path} is a folder: name the file to write."
                : $"There is no folder {folder} to write {Path.GetFileName(path)} into: make it first.");
        }
    }
}
