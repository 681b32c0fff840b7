using Akin.Datasets;
using Akin.Vectors.Search;

namespace Akin.Galleries;

/// <summary>What an indexing run did.</summary>
public sealed record IndexReport
{
    /// <summary>Pictures that were decoded, encoded and committed.</summary>
    public required int IndexedCount { get; init; }

    /// <summary>Pictures that took over the embedding of a file of the same content that is gone: files that were moved or renamed.</summary>
    public required int MovedCount { get; init; }

    /// <summary>New or changed files that share the embedding of another file of the same content.</summary>
    public required int DuplicateCount { get; init; }

    /// <summary>Pictures that were in the gallery already and have not changed.</summary>
    public required int UnchangedCount { get; init; }

    /// <summary>Pictures that left the gallery because their file is gone; moved ones not counted.</summary>
    public required int RemovedCount { get; init; }

    /// <summary>Pictures in the gallery now.</summary>
    public required long PictureCount { get; init; }

    /// <summary>Files and folders that gave no embedding, each with its reason, ordered by key; those of earlier runs that have not changed included, removed pictures not.</summary>
    public required IReadOnlyList<RejectedFile> Rejected { get; init; }

    /// <summary>Roots that are gone, empty or without any picture now: nothing was removed for them.</summary>
    public required IReadOnlyList<MissingRoot> MissingRoots { get; init; }

    /// <summary>Whether the run was stopped before the folder's end. What it counts is committed; another run goes on from there.</summary>
    public required bool WasStopped { get; init; }

    /// <summary>How the gallery is searched now where a search asks for no mode.</summary>
    public SearchMode Mode { get; init; } = SearchMode.Exact;

    /// <summary>How many of the true neighbours that mode was found to give.</summary>
    public RecallMeasurement? Recall { get; init; }
}
