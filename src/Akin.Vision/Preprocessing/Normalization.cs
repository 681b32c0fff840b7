using System.Globalization;

namespace Akin.Vision.Preprocessing;

/// <summary>What the model is given for a level of 0 to 255: rescaled, then normalised, in the operations and precisions of <c>transformers</c>' NumPy code.</summary>
/// <param name="Scale">What levels are multiplied by, in float64; null where they are not rescaled.</param>
/// <param name="Offset">What is subtracted after that, in float64.</param>
/// <param name="Steps">Means and deviations of red, green and blue, in float32, one step after the other.</param>
internal sealed record Normalization(double? Scale, double Offset, IReadOnlyList<(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)> Steps)
{
    /// <summary>Reads what a checkpoint asks for.</summary>
    public static Normalization Read(ProcessorConfig config)
    {
        double? scale = config.File.Flag("do_rescale", true) ? config.File.Number("rescale_factor", 1 / 255.0) : null;
        double offset = config.File.Flag("rescale_offset", false) ? 1 : 0;
        if (!config.File.Flag("do_normalize", true))
        {
            return new Normalization(scale, offset, []);
        }

        (IReadOnlyList<double> Means, IReadOnlyList<double> Deviations) step = Step(config);

        // EfficientNet with its classifier's weights was trained on inputs divided by the deviations twice.
        bool isTwice = config.Class == "EfficientNet" && config.File.Flag("include_top", true);
        return new Normalization(scale, offset, isTwice ? [step, ([0, 0, 0], step.Deviations)] : [step]);
    }

    /// <summary>What torchvision's <c>ToTensor</c> and <c>Normalize</c> do with a checkpoint's means and deviations.</summary>
    public static Normalization ReadNotebook(ProcessorConfig config) => new(1 / 255.0, 0, [Step(config)]);

    /// <summary>Turns levels of one colour, which may lie between two whole ones, into their values in place.</summary>
    public void Apply(Span<float> levels, int colour)
    {
        if (Scale is double factor)
        {
            foreach (ref float level in levels)
            {
                level = (float)((level * factor) - Offset);
            }
        }

        foreach ((IReadOnlyList<double> means, IReadOnlyList<double> deviations) in Steps)
        {
            float mean = (float)means[colour];
            float deviation = (float)deviations[colour];
            foreach (ref float value in levels)
            {
                value = (value - mean) / deviation;
            }
        }
    }

    /// <summary>All of it in words that differ where the values do.</summary>
    public override string ToString()
    {
        string steps = string.Join("; ", Steps.Select(step => $"({Exact(step.Means)}) / ({Exact(step.Deviations)})"));
        return $"times {(Scale is double scale ? Exact([scale]) : "1")} - {Exact([Offset])}; {steps}";
    }

    private static (IReadOnlyList<double> Means, IReadOnlyList<double> Deviations) Step(ProcessorConfig config)
    {
        IReadOnlyList<double> deviations = config.Colours("image_std", config.Defaults.Deviations);
        return deviations.Contains(0)
            ? throw config.File.Wrong("image_std", "numbers other than 0")
            : (config.Colours("image_mean", config.Defaults.Means), deviations);
    }

    private static string Exact(IEnumerable<double> values) => string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
