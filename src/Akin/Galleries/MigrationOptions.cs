namespace Akin.Galleries;

/// <summary>How a gallery is brought to another encoder.</summary>
public sealed record MigrationOptions
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

    /// <summary>
    /// Whether pictures leave the gallery whose files are gone, have changed, or cannot be read. They are kept among the rejected files with the reason, and an index run takes back those that are
    /// there. Default: no, the gallery stays with its encoder while there are such pictures.
    /// </summary>
    public bool DropsMissing { get; init; }
}
