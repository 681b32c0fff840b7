using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>A repository of the Hub at a revision, as people write it: <c>owner/name</c> or <c>owner/name@revision</c>.</summary>
/// <param name="Kind">Models or data sets.</param>
/// <param name="Name">The repository, <c>owner/name</c>.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
internal sealed partial record HubId(HubRepositoryKind Kind, string Name, string Revision)
{
    /// <summary>The branch that is meant where none is named.</summary>
    public const string DefaultRevision = "main";

    /// <summary>The longest part of a name that the Hub allows.</summary>
    private const int PartLengthLimit = 96;

    /// <summary>Whether the revision is a whole commit, whose files never change.</summary>
    public bool IsPinned => IsCommit(Revision);

    /// <summary>The repository's folder in a cache, for example <c>models--facebook--dinov2-small</c>.</summary>
    public string FolderName => $"{KindName}--{Name.Replace("/", "--", StringComparison.Ordinal)}";

    /// <summary>The path of its description in the Hub's interface.</summary>
    public string ApiPath => $"api/{KindName}/{Name}";

    /// <summary>The path of its page, and of its files.</summary>
    public string PagePath => Kind == HubRepositoryKind.Model ? Name : $"{KindName}/{Name}";

    private string KindName => Kind == HubRepositoryKind.Model ? "models" : "datasets";

    /// <summary>Reads <c>owner/name[@revision]</c>; false where the text is none, such as a path of a folder or a plain name.</summary>
    public static bool TryParse(string text, HubRepositoryKind kind, [NotNullWhen(true)] out HubId? id)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        string name = at < 0 ? text : text[..at];
        string revision = at < 0 ? DefaultRevision : text[(at + 1)..];
        string[] parts = name.Split('/');
        bool isId = parts.Length == 2 && parts.All(IsPart) && (revision == DefaultRevision || SafePath.IsSafe(revision));
        id = isId ? new HubId(kind, name, revision) : null;
        return isId;
    }

    /// <summary>Whether a revision is a whole commit: 40 lower-case hexadecimal digits.</summary>
    public static bool IsCommit(string revision) => CommitPattern().IsMatch(revision);

    /// <summary>The same repository at one commit, which opens the same files for ever.</summary>
    public HubId At(string commit) => this with { Revision = commit };

    public override string ToString() => Revision == DefaultRevision ? Name : $"{Name}@{Revision}";

    private static bool IsPart(string part) =>
        part.Length <= PartLengthLimit
        && PartPattern().IsMatch(part)
        && !part.Contains("--", StringComparison.Ordinal)
        && !part.Contains("..", StringComparison.Ordinal)
        && !part.EndsWith(".git", StringComparison.Ordinal);

    [GeneratedRegex(@"^[0-9A-Za-z_](?:[0-9A-Za-z_.-]*[0-9A-Za-z_])?\z")]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex CommitPattern();
}
