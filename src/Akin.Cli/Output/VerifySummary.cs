using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>What <c>akin verify GALLERY --json</c> prints.</summary>
internal sealed record VerifySummary(
    string Gallery,
    bool IsSound,
    long? Pictures,
    long Rows,
    long DeadRows,
    bool HasChecksums,
    int Sampled,
    double? SmallestCosine,
    IReadOnlyList<RejectedFile> NotSampled,
    IReadOnlyList<GalleryProblem> Problems,
    IReadOnlyList<string> Remarks,
    long Removed);
