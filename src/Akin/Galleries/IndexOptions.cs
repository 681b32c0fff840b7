using Akin.Datasets;

namespace Akin.Galleries;

/// <summary>How a folder is indexed.</summary>
public sealed record IndexOptions
{
    private readonly int _workerCount = Environment.ProcessorCount;

    /// <summary>Pictures that are decoded and encoded at once, at least 1. Default: one a core.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int WorkerCount
    {
        get => _workerCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _workerCount = value;
        }
    }

    /// <summary>Keys of files below the folder that are left out, as if they were not there. Default: none.</summary>
    public IReadOnlySet<string> ExcludedKeys { get; init; } = new HashSet<string>();

    /// <summary>Which files of the named folders count from now on; the gallery remembers it. Default: null, as the gallery remembers it, and for a new folder every file that is not hidden.</summary>
    public PictureSelection? Selection { get; init; }

    /// <summary>Whether a folder that is gone, empty or without any picture now is so for good, so that its pictures leave the gallery. Default: no, it may be a disk that is not mounted.</summary>
    public bool ConfirmsMissing { get; init; }

    /// <summary>Whether files that were skipped or removed before are tried again, though they have not changed. Default: no.</summary>
    public bool RetriesRejected { get; init; }

    /// <summary>What the gallery's searches have to find from now on; the gallery remembers it. Default: null, as the gallery remembers it, and 0.99 for a new one.</summary>
    public RecallFloor? RecallFloor { get; init; }

    /// <summary>Whether a run in which every folder is missing reports that, instead of failing by it.</summary>
    internal bool ReportsAllMissing { get; init; }
}
