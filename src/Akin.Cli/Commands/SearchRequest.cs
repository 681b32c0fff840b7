using Akin.Galleries;

namespace Akin.Cli.Commands;

/// <summary>What a command line asks for.</summary>
/// <param name="Paths">Pictures, and folders of which each picture is asked for.</param>
/// <param name="ListPath">A list of more pictures, or null for none.</param>
/// <param name="Keys">Pictures of the gallery.</param>
/// <param name="Combination">How all of them make one answer, or null where each has its own.</param>
/// <param name="SheetPath">Where answers are drawn, or null.</param>
internal sealed record SearchRequest(IReadOnlyList<string> Paths, string? ListPath, IReadOnlyList<string> Keys, QueryCombination? Combination, string? SheetPath)
{
    /// <summary>Whether an encoder is needed.</summary>
    public bool HasPictures => Paths.Count > 0 || ListPath is not null;

    /// <summary>Whether a single query is named: what is wrong with it is what is wrong with the run.</summary>
    public bool IsSingle => Paths.Count + Keys.Count == 1 && ListPath is null && !Paths.Any(Directory.Exists);

    /// <summary>The one folder that is asked for, or null where there is anything else.</summary>
    public string? OnlyFolder => Paths.Count == 1 && Keys.Count == 0 && ListPath is null && Directory.Exists(Paths[0]) ? Paths[0] : null;
}
