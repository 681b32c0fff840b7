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
}
