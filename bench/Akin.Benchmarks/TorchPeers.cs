using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Akin.Vision.Encoding;

namespace Akin.Benchmarks;

/// <summary>A ViT or DINOv2 checkpoint in fp32 beside PyTorch, in turns on the same number of threads: milliseconds a picture, and whether both gave the same embedding.</summary>
internal static class TorchPeers
{
    /// <summary>Rounds, of which the medians count.</summary>
    private const int RoundCount = 5;

    private const int PassesPerRound = 2;

    /// <summary>What two fp32 computations of one network differ by, relative to the largest component.</summary>
    private const double Tolerance = 1e-4;

    private static readonly int[] Batches = [1, 8];

    /// <summary>Prints the table.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="python">The interpreter that has PyTorch.</param>
    /// <returns>The exit code: 1 where the embeddings differ.</returns>
    public static int Run(string folder, string python)
    {
        bool isEqual = true;
        foreach (int threads in new[] { 1, Environment.ProcessorCount })
        {
            using ImageEncoder encoder = ImageEncoder.Open(folder, new EncoderOptions { IntraOpThreads = threads, IsRaw = true });
            ProcessStartInfo start = new(python, [Path.Combine("bench", "peers", "torch_encode.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
            start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
            if (Avx512F.IsSupported)
            {
                // OpenBLAS 0.3.21 does not know processors newer than itself, and takes them for one of 2004.
                start.Environment.TryAdd("OPENBLAS_CORETYPE", "SkylakeX");
            }

            using Process torch = Process.Start(start)!;
            torch.StandardInput.WriteLine(Path.GetFullPath(folder));
            torch.StandardInput.WriteLine(threads);
            torch.StandardInput.Flush();
            Console.WriteLine($"{encoder.Name}, fp32, {threads} thread(s), ms a picture, medians of {RoundCount} rounds; PyTorch {torch.StandardOutput.ReadLine()}");
            foreach (int batch in Batches)
            {
                isEqual &= Compare(encoder, torch, batch);
            }
        }

        return isEqual ? 0 : 1;
    }

    private static bool Compare(ImageEncoder encoder, Process torch, int batch)
    {
        (int width, int height) = encoder.Processor.OutputSize(224, 224);
        float[] pixelValues = new float[batch * 3 * height * width];
        for (int index = 0; index < pixelValues.Length; index++)
        {
            pixelValues[index] = (float)Math.Sin(index % (3 * height * width));
        }

        float[] embeddings = new float[batch * encoder.Dimensions];
        double[][] ours = [new double[RoundCount], new double[RoundCount]];
        double[][] theirs = [new double[RoundCount], new double[RoundCount]];
        double difference = 0;
        for (int round = -1; round < RoundCount; round++)
        {
            torch.StandardInput.WriteLine($"{height} {width} {batch} {PassesPerRound}");
            torch.StandardInput.Flush();
            double[] answer = [.. torch.StandardOutput.ReadLine()!.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            Stopwatch wall = Stopwatch.StartNew();
            for (int pass = 0; pass < PassesPerRound; pass++)
            {
                encoder.Encode(pixelValues, batch, height, width, embeddings);
            }

            double scale = 1000.0 / (PassesPerRound * batch);
            int place = Math.Max(0, round);
            (ours[0][place], ours[1][place]) = ((Environment.CpuUsage.TotalTime - cpu).TotalSeconds * scale, wall.Elapsed.TotalSeconds * scale);
            (theirs[0][place], theirs[1][place]) = (answer[0] * scale, answer[1] * scale);
            double largest = answer[2..].Max(Math.Abs);
            difference = answer[2..].Zip(embeddings, (one, other) => Math.Abs(one - other)).Max() / largest;
        }

        Console.WriteLine(
            $"  batch {batch}   CPU: Akin {Median(ours[0]),7:F1}   PyTorch {Median(theirs[0]),7:F1}   ratio {Median(theirs[0]) / Median(ours[0]):F2}"
            + $"   wall: Akin {Median(ours[1]),7:F1}   PyTorch {Median(theirs[1]),7:F1}   ratio {Median(theirs[1]) / Median(ours[1]):F2}   difference {difference:E1}");
        return difference < Tolerance;
    }

    private static double Median(double[] values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
