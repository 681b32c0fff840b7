namespace Akin.Galleries;

/// <summary>How a gallery is checked.</summary>
public sealed record VerifyOptions
{
    private readonly int _sampleCount = 20;
    private readonly double _tolerance = 1e-3;
    private readonly int _workerCount = Environment.ProcessorCount;

    /// <summary>Pictures that are encoded again, at least 0; all where there are fewer. Default: 20.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0.</exception>
    public int SampleCount
    {
        get => _sampleCount;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _sampleCount = value;
        }
    }

    /// <summary>Which pictures are drawn: the same number, the same pictures.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// The largest difference of 1 and the cosine of a picture's embedding with the stored one, in [0, 2]. Default: 0.001, many times what rounding to float16 and another machine's
    /// arithmetic make, and far less than another picture does.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within 0 and 2.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init
        {
            if (!(value is >= 0 and <= 2))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Cosines differ by 0 to 2.");
            }

            _tolerance = value;
        }
    }

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
    /// Whether what is wrong is repaired: codes and lists are built anew, and pictures whose embedding is lost are taken out, so that the next index run encodes them. Default: no, nothing is written.
    /// </summary>
    public bool Repairs { get; init; }
}
