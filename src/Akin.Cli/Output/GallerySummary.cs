using Akin.Datasets;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>What <c>akin info --json</c> prints.</summary>
internal sealed record GallerySummary(
    string Gallery,
    IReadOnlyList<GalleryRoot> Roots,
    long Pictures,
    IReadOnlyList<LabelCount> Labels,
    string Encoder,
    string Fingerprint,
    int Dimensions,
    long Rows,
    long Bytes,
    IReadOnlyList<RejectedFile> Skipped);
