using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Akin.Benchmarks.Vectors;

/// <summary>
/// Akin's side of <c>bench/peers/vectors.py</c>: builds one index, says so in a line of JSON, and answers every line of commands with a line of JSON.
/// <c>bench/peers/measuring.py</c> describes them.
/// </summary>
internal static class VectorCosts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Serves one index until there are no more commands.</summary>
    /// <param name="request">A data set, an index and the processor for single queries; or nothing, which lists the indexes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] request)
    {
        if (request is [])
        {
            Answer(MeasuredIndexes.Names);
            return 0;
        }

        if (request is not [string place, string name, string processor] || !MeasuredIndexes.Names.Contains(name))
        {
            Console.Error.WriteLine($"`vectors {string.Join(' ', request)}` cannot be measured: give DATA INDEX PROCESSOR, with one of the indexes {string.Join(", ", MeasuredIndexes.Names)}.");
            return 2;
        }

        VectorSet set = VectorSet.Open(place);
        MeasuredIndex index = MeasuredIndexes.Build(name, set);
        VectorMeasurement measurement = new(set, index.Index, int.Parse(processor, CultureInfo.InvariantCulture));
        int vectorBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Answer(new
        {
            Engine = "Akin",
            Version = $"{RuntimeInformation.FrameworkDescription}, vectors of {vectorBits} bits",
            Index = index.Title,
            index.BuildCpuSeconds,
            index.BytesPerVector,
            Points = index.Points.Select(point => point.Settings),
        });
        while (Console.ReadLine() is string line)
        {
            Answer(Execute(line.Split(' '), index, measurement));
        }

        return 0;
    }

    private static object Execute(string[] command, MeasuredIndex index, VectorMeasurement measurement)
    {
        MeasuredPoint point = index.Points[int.Parse(command[1], CultureInfo.InvariantCulture)];
        point.Select();
        double seconds = double.Parse(command[^1], CultureInfo.InvariantCulture);
        switch (command[0])
        {
            case "answers":
                return new { Neighbours = measurement.Answers(seconds) };
            case "single":
                (double medianMs, double cpuMs, int singleCount) = measurement.Single(seconds);
                return new { MedianMs = medianMs, CpuMs = cpuMs, QueryCount = singleCount };
            case "batches":
                (int batchCount, double wallSeconds, double cpuSeconds) = measurement.Batches(int.Parse(command[2], CultureInfo.InvariantCulture), seconds);
                return new { QueryCount = batchCount, Seconds = wallSeconds, CpuSeconds = cpuSeconds };
            default:
                throw new InvalidOperationException($"There is no command {command[0]}.");
        }
    }

    private static void Answer(object answer)
    {
        Console.WriteLine(JsonSerializer.Serialize(answer, Json));
        Console.Out.Flush();
    }
}
