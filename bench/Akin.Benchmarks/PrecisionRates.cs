using Akin.Vision.Encoding;

namespace Akin.Benchmarks;

/// <summary>
/// What int8 gains over float32 on one model: CPU milliseconds of one picture's encoding on one thread, in alternating runs within one process, so that a slow minute meets
/// both. Medians count, and the median of the ratios of neighbouring runs.
/// </summary>
internal static class PrecisionRates
{
    private const int RoundCount = 15;

    /// <summary>The least that one run takes, so that the clock's steps do not matter.</summary>
    private const double LeastRunMs = 250;

    /// <summary>Prints one line.</summary>
    /// <param name="model">The encoder.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string model)
    {
        using ImageEncoder wide = ImageEncoder.Open(model);
        using ImageEncoder narrow = ImageEncoder.Open(model, new EncoderOptions { Precision = Precision.Int8 });
        (int width, int height) = wide.Processor.OutputSize(224, 224);
        float[] pixels = new float[3 * width * height];
        Random random = new(1);
        foreach (ref float pixel in pixels.AsSpan())
        {
            pixel = (random.NextSingle() * 4) - 2;
        }

        int repeatCount = (int)Math.Ceiling(LeastRunMs / CpuMs(wide, pixels, height, width, repeatCount: 3));
        double[] wideMs = new double[RoundCount];
        double[] narrowMs = new double[RoundCount];
        CpuMs(narrow, pixels, height, width, repeatCount);
        for (int round = 0; round < RoundCount; round++)
        {
            wideMs[round] = CpuMs(wide, pixels, height, width, repeatCount);
            narrowMs[round] = CpuMs(narrow, pixels, height, width, repeatCount);
        }

        double ratio = Median(wideMs.Zip(narrowMs, (first, second) => first / second));
        Console.WriteLine($"{wide.Name}, {width} x {height}, one thread: {narrow.Quantized}");
        Console.WriteLine($"fp32 {Median(wideMs):0.00} CPU ms a picture   int8 {Median(narrowMs):0.00}   ratio {ratio:0.00}   medians of {RoundCount} rounds of {repeatCount}");
        return 0;
    }

    private static double CpuMs(ImageEncoder encoder, float[] pixels, int height, int width, int repeatCount)
    {
        float[] embedding = new float[encoder.Dimensions];
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int repeat = 0; repeat < repeatCount; repeat++)
        {
            encoder.Encode(pixels, 1, height, width, embedding);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / repeatCount;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
