using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Akin.Benchmarks.Vectors;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Benchmarks.Galleries;

/// <summary>Galleries of millions of embeddings without pictures: what it takes to make, open and search them.</summary>
internal static class GalleryScale
{
    private const string Root = "pictures";
    private const int RowsPerCluster = 250;
    private const int RowsPerBlock = 4096;
    private const int FilesOfAFolder = 1000;
    private const int QueryCount = 1000;
    private const int ExactQueryCount = 15;
    private const int MatchCount = 10;
    private const float QueryNoise = 0.1f;
    private const ulong Seed = 1;

    /// <summary>Writes a gallery and what makes its searches fast, and says what each took.</summary>
    /// <param name="rows">How many embeddings.</param>
    /// <param name="components">Of how many dimensions.</param>
    /// <param name="path">The gallery's folder, which must not exist.</param>
    /// <returns>The exit code.</returns>
    public static int Make(string rows, string components, string path)
    {
        int rowCount = int.Parse(rows, CultureInfo.InvariantCulture);
        int dimensions = int.Parse(components, CultureInfo.InvariantCulture);
        if (Directory.Exists(path))
        {
            Console.Error.WriteLine($"{path} exists: name another place.");
            return 2;
        }

        GalleryInfo info = new([new GalleryRoot(Root, "/pictures", new PictureSelection())], "synthetic", new string('a', 64), dimensions, new EncoderOptions(), 0);
        Report($"{rowCount:N0} x {dimensions} written", () => Write(path, info, rowCount));
        WriteQueries(QueriesPath(path), dimensions, rowCount);
        Report("codes or lists built, tuned and saved", () => KeepIndexes(path));
        Report("codes or lists checked, as each later run does", () => KeepIndexes(path));
        foreach (FileInfo file in new DirectoryInfo(path).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"{file.Name}: {file.Length:N0} bytes, {(double)file.Length / rowCount:F1} a row");
        }

        return 0;
    }

    /// <summary>Opens a gallery that <see cref="Make"/> wrote and searches it, one query after another on one thread.</summary>
    /// <param name="path">The gallery's folder.</param>
    /// <returns>The exit code.</returns>
    public static int Search(string path)
    {
        Memory("before");
        Stopwatch watch = Stopwatch.StartNew();
        using Gallery gallery = Gallery.Open(path);
        double openMs = watch.Elapsed.TotalMilliseconds;
        float[][] queries = ReadQueries(QueriesPath(path));
        watch.Restart();
        MatchList first = gallery.Search(queries[^1], MatchCount);
        Console.WriteLine($"{gallery.Info.RowCount:N0} x {gallery.Info.Dimensions}: opened in {openMs:F0} ms, first search {watch.Elapsed.TotalMilliseconds:F0} ms, mode {first.Mode}, recall {first.Recall}");
        Memory("after the first search");
        Time(gallery, queries, null, QueryCount);
        Memory($"after {QueryCount:N0} searches");
        Time(gallery, queries, null, QueryCount);
        Memory($"after {2 * QueryCount:N0} searches");
        Time(gallery, queries, new GallerySearchOptions { Labels = ["label3"] }, ExactQueryCount);
        Time(gallery, queries, new GallerySearchOptions { Mode = SearchMode.Exact }, ExactQueryCount);
        Console.WriteLine($"recall@10 of {first.Mode}, {ExactQueryCount} queries: {Recall(gallery, queries):F4}");
        return 0;
    }

    private static void Write(string path, GalleryInfo info, int rowCount)
    {
        SyntheticVectors vectors = new(info.Dimensions, Math.Max(1, rowCount / RowsPerCluster), Seed);
        using GalleryWriter writer = GalleryWriter.Open(path, info);
        writer.SaveRoots(info.Roots);
        for (int first = 0; first < rowCount; first += RowsPerBlock)
        {
            SeededRandom random = new(Seed, (ulong)(first / RowsPerBlock) + 1);
            for (int row = first; row < Math.Min(rowCount, first + RowsPerBlock); row++)
            {
                float[] embedding = new float[info.Dimensions];
                vectors.Draw(random, extraNoise: 0, embedding);
                byte[] hash = new byte[32];
                BinaryPrimitives.WriteInt32LittleEndian(hash, row);
                BinaryPrimitives.WriteUInt64LittleEndian(hash.AsSpan(8), new SeededRandom((ulong)row).NextUInt64());
                string key = string.Create(CultureInfo.InvariantCulture, $"folder{row / FilesOfAFolder:D5}/picture{row:D8}.jpg");
                PictureFile file = new($"/pictures/{key}", key, $"label{row % 10}", 100_000, 1_700_000_000_000_000_000L + (row * 1_000_000_000L)) { Root = Root };
                writer.Add(new PictureOutcome.Embedded(file, 640, 480, embedding) { ContentHash = hash });
            }

            writer.Commit();
        }
    }

    private static void KeepIndexes(string path)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(path);
        IndexUpkeep.Run(path, writer.Catalogue.ReadInfo(), writer.Catalogue.ReadDeadRows(), RecallFloor.Default, new RunProgress(null), CancellationToken.None);
    }

    /// <summary>The queries lie beside the gallery, so that making them takes no memory of the process that searches.</summary>
    private static string QueriesPath(string path) => Path.TrimEndingDirectorySeparator(path) + ".queries.npy";

    private static void WriteQueries(string path, int dimensions, int rowCount)
    {
        SyntheticVectors vectors = new(dimensions, Math.Max(1, rowCount / RowsPerCluster), Seed);
        SeededRandom random = new(Seed, 0);
        using NpyWriter writer = new(path, dimensions);
        float[] query = new float[dimensions];
        for (int count = 0; count < QueryCount; count++)
        {
            vectors.Draw(random, QueryNoise, query);
            writer.Append(query);
        }

        writer.Complete();
    }

    private static float[][] ReadQueries(string path)
    {
        using NpyReader reader = NpyReader.Open(path);
        float[][] queries = new float[reader.RowCount][];
        for (int query = 0; query < queries.Length; query++)
        {
            queries[query] = new float[reader.RowLength];
            reader.Read(queries[query]);
        }

        return queries;
    }

    private static void Time(Gallery gallery, float[][] queries, GallerySearchOptions? options, int count)
    {
        double[] milliseconds = new double[count];
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int query = 0; query < count; query++)
        {
            long start = Stopwatch.GetTimestamp();
            gallery.Search(queries[query], MatchCount, options);
            milliseconds[query] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        double cpuMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / count;
        Array.Sort(milliseconds);
        Console.WriteLine($"{count} searches, {options?.Mode?.Name ?? "own mode"}{(options?.Labels.Count > 0 ? ", of a label" : string.Empty)}: median {milliseconds[count / 2]:F2} ms, 95th percentile {milliseconds[count * 95 / 100]:F2} ms, CPU {cpuMs:F2} ms");
    }

    private static double Recall(Gallery gallery, float[][] queries)
    {
        int found = 0;
        foreach (float[] query in queries.Take(ExactQueryCount))
        {
            HashSet<string> exact = [.. gallery.Search(query, MatchCount, new GallerySearchOptions { Mode = SearchMode.Exact }).Select(match => match.Key)];
            found += gallery.Search(query, MatchCount).Count(match => exact.Contains(match.Key));
        }

        return (double)found / (MatchCount * ExactQueryCount);
    }

    private static void Report(string what, Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        work();
        Console.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:F1} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} CPU s");
    }

    /// <summary>What of the process lies in memory: its own, and pages of files.</summary>
    private static void Memory(string when)
    {
        string[] lines = [.. File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmRSS", StringComparison.Ordinal) || line.StartsWith("RssAnon", StringComparison.Ordinal) || line.StartsWith("RssFile", StringComparison.Ordinal))];
        Console.WriteLine($"memory {when}: {string.Join(", ", lines.Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))}");
    }
}
