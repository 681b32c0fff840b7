using System.Diagnostics;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Benchmarks;

/// <summary>
/// What indexing a folder costs beyond encode + decode + resize. Each measurement does all that the one before it does and one stage more, on the
/// same number of threads, and takes the CPU time of the whole process, since that is what a noisy neighbour disturbs least.
/// </summary>
internal static class StageCosts
{
    /// <summary>Rounds, of which the medians count; the stages take turns, so that a slow minute meets all of them.</summary>
    private const int RoundCount = 5;

    /// <summary>Prints the table.</summary>
    /// <param name="folder">Pictures.</param>
    /// <param name="model">The encoder.</param>
    /// <param name="mode">How pictures are decoded.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string folder, string model, DecodeMode mode)
    {
        using ImageEncoder encoder = ImageEncoder.Open(model, new EncoderOptions { Decoding = mode });
        string[] paths = [.. new ImageFolder(folder).Files().Select(file => file.Path)];
        (string Name, Func<Task> Run)[] stages =
        [
            ("read + decode", () => EachAsync(encoder, paths, static _ => { })),
            ("+ resize and normalise", () => EachAsync(encoder, paths, picture => Prepare(encoder, picture))),
            ("+ encode", () => EachAsync(encoder, paths, picture => encoder.Encode(picture, new float[encoder.Dimensions]))),
            ("encode alone", () => EncodeAlone(encoder, paths)),
            ("akin index, whole", () => IndexAsync(folder, encoder)),
        ];

        double[][] cpuSeconds = [.. stages.Select(_ => new double[RoundCount])];
        double[][] wallSeconds = [.. stages.Select(_ => new double[RoundCount])];
        double[][] allocatedBytes = [.. stages.Select(_ => new double[RoundCount])];
        await stages[^1].Run();
        for (int round = 0; round < RoundCount; round++)
        {
            for (int stage = 0; stage < stages.Length; stage++)
            {
                (cpuSeconds[stage][round], wallSeconds[stage][round], allocatedBytes[stage][round]) = await MeasureAsync(stages[stage].Run);
            }
        }

        Console.WriteLine($"{paths.Length} files, {encoder.Name}, decoded {mode}, {Environment.ProcessorCount} threads, medians of {RoundCount} rounds");
        for (int stage = 0; stage < stages.Length; stage++)
        {
            Console.WriteLine($"{stages[stage].Name,-24} {Median(cpuSeconds[stage]),8:0.00} CPU s {Median(wallSeconds[stage]),8:0.00} s {Median(allocatedBytes[stage]) / paths.Length,8:N0} managed bytes allocated a picture");
        }

        Console.WriteLine($"encode / (encode + decode + resize), alone            {1 - (Median(cpuSeconds[1]) / Median(cpuSeconds[2])):0.000}");
        Console.WriteLine($"encode + decode + resize, of the whole run's CPU time {Median(cpuSeconds[2].Zip(cpuSeconds[^1], (part, whole) => part / whole)):0.000}");
        Console.WriteLine($"the same of its wall time                             {Median(wallSeconds[2].Zip(wallSeconds[^1], (part, whole) => part / whole)):0.000}");
        Console.WriteLine($"rate of the whole run, of the encoder's alone: CPU    {Median(cpuSeconds[3].Zip(cpuSeconds[^1], (part, whole) => part / whole)):0.000}   wall {Median(wallSeconds[3].Zip(wallSeconds[^1], (part, whole) => part / whole)):0.000}");
        return 0;
    }

    /// <summary>As many encodings as there are pictures, of one that was prepared before.</summary>
    private static Task EncodeAlone(ImageEncoder encoder, string[] paths)
    {
        using FileContent content = FileContent.Read(paths[0], DecodeLimits.Default.FileBytes);
        using PixelImage picture = encoder.Decode(content.Bytes);
        (int width, int height) = encoder.Processor.OutputSize(picture.OriginalWidth, picture.OriginalHeight);
        float[] pixelValues = new float[3 * width * height];
        encoder.Processor.Process(picture, pixelValues);
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, _ =>
            encoder.Encode(pixelValues, 1, height, width, new float[encoder.Dimensions]));
        return Task.CompletedTask;
    }

    private static void Prepare(ImageEncoder encoder, PixelImage picture)
    {
        (int width, int height) = encoder.Processor.OutputSize(picture.OriginalWidth, picture.OriginalHeight);
        encoder.Processor.Process(picture, new float[3 * width * height]);
    }

    private static Task EachAsync(ImageEncoder encoder, string[] paths, Action<PixelImage> use)
    {
        Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, path =>
        {
            try
            {
                using FileContent content = FileContent.Read(path, DecodeLimits.Default.FileBytes);
                using PixelImage picture = encoder.Decode(content.Bytes);
                use(picture);
            }
            catch (ImageDecodeException)
            {
                // The whole run skips it too.
            }
        });
        return Task.CompletedTask;
    }

    private static async Task IndexAsync(string folder, ImageEncoder encoder)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("akin-stages-");
        try
        {
            await Gallery.IndexAsync(Path.Combine(scratch.FullName, "stages.akin"), folder, encoder);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task<(double CpuSeconds, double WallSeconds, double AllocatedBytes)> MeasureAsync(Func<Task> run)
    {
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        await run();
        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, watch.Elapsed.TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
