using Akin.Datasets;
using Akin.Vectors.Search;

namespace Akin.Galleries;

/// <summary>What a run did to bring a gallery to another encoder.</summary>
public sealed record MigrationReport
{
    /// <summary>Pictures that this run encoded; files of the same content count once.</summary>
    public required int EncodedCount { get; init; }

    /// <summary>Pictures that earlier runs had encoded, likewise.</summary>
    public required long EncodedBeforeCount { get; init; }

    /// <summary>Pictures in the gallery now.</summary>
    public required long PictureCount { get; init; }

    /// <summary>Pictures that could not be encoded, each with its reason, ordered by key: they have left the gallery where <see cref="IsDone"/>, otherwise they are why it is not.</summary>
    public required IReadOnlyList<RejectedFile> Missing { get; init; }

    /// <summary>Whether the gallery is the other encoder's now. Otherwise it is as before, and the next run goes on where this one ended.</summary>
    public required bool IsDone { get; init; }

    /// <summary>Whether the run was stopped. Once <see cref="IsDone"/>, only what searches are fast by is left to be made, by this or by an index run.</summary>
    public required bool WasStopped { get; init; }

    /// <summary>How the gallery is searched now where a search asks for no mode.</summary>
    public SearchMode Mode { get; init; } = SearchMode.Exact;

    /// <summary>How many of the true neighbours that mode was found to give.</summary>
    public RecallMeasurement? Recall { get; init; }
}
