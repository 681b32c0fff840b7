using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>What <c>akin status --json</c> prints.</summary>
internal sealed record StatusSummary(
    string Gallery,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<MovedPicture> Moved,
    IReadOnlyList<string> Removed,
    IReadOnlyList<RejectedFile> Skipped,
    IReadOnlyList<MissingRoot> MissingRoots,
    int Unchanged,
    int ToEncode);
