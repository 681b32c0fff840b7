using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>What a check of a gallery found.</summary>
public sealed record VerifyReport
{
    /// <summary>Pictures in the gallery when it was checked, or after its repair; null where the catalogue cannot be read.</summary>
    public required long? PictureCount { get; init; }

    /// <summary>Rows that were checked, those that belong to no picture included.</summary>
    public required long RowCount { get; init; }

    /// <summary>Rows that belong to no picture: of removed and replaced ones.</summary>
    public required long DeadRowCount { get; init; }

    /// <summary>Whether rows have checksums: those of galleries that were last written by an early version have none.</summary>
    public required bool HasChecksums { get; init; }

    /// <summary>Pictures that were encoded again and compared.</summary>
    public required int SampledCount { get; init; }

    /// <summary>The smallest cosine of one of them with its stored embedding; null where none was compared.</summary>
    public required double? SmallestCosine { get; init; }

    /// <summary>Pictures that were drawn and could not be compared, each with its reason: the file is gone, or has changed since it was indexed.</summary>
    public required IReadOnlyList<RejectedFile> NotSampled { get; init; }

    /// <summary>What is wrong. Where much is alike, the last one of a kind counts the rest.</summary>
    public required IReadOnlyList<GalleryProblem> Problems { get; init; }

    /// <summary>What is not wrong and worth a step all the same, a sentence each: codes or lists that are not there.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Pictures that the repair took out, for the next index run to encode them again.</summary>
    public long RemovedCount { get; init; }

    /// <summary>Whether the gallery is sound now: nothing was wrong, or all of it was repaired.</summary>
    public bool IsSound => Problems.All(problem => problem.IsRepaired);
}
