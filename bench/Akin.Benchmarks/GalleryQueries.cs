using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Akin.Benchmarks.Vectors;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Benchmarks;

/// <summary>Queries a second of a gallery, the names of the matches included: one by one and in blocks, in every mode that it keeps ready.</summary>
internal static class GalleryQueries
{
    private const int MatchCount = 10;

    /// <summary>The median of so many rounds counts; the ways take turns.</summary>
    private const int RoundCount = 5;

    private static readonly TimeSpan TimePerRound = TimeSpan.FromSeconds(0.6);

    /// <summary>Queries a block; 1 is a search of its own.</summary>
    private static readonly int[] BlockLengths = [1, 16, 64, 256, 1_024];

    /// <summary>Imports a set's rows into a gallery of its own, and prints a table.</summary>
    /// <param name="place">As <see cref="VectorSet.Open"/> takes it.</param>
    public static int Run(string place)
    {
        VectorSet set = VectorSet.Open(place);
        string path = Directory.CreateTempSubdirectory("akin-queries-").FullName;
        try
        {
            Import(path, set);
            using Gallery gallery = Gallery.Open(path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{gallery.PictureCount:N0} embeddings of {set.Dimensions}, {MatchCount} matches, {Environment.ProcessorCount} processors; medians of {RoundCount} rounds in turns"));
            Console.WriteLine();
            Console.WriteLine("| mode | recall@10 | queries a block | queries a second | CPU ms a query |");
            Console.WriteLine("|---|--:|--:|--:|--:|");
            foreach (SearchMode mode in (SearchMode[])[SearchMode.Exact, SearchMode.Codes, SearchMode.Clustered])
            {
                Measure(gallery, set, mode);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Import(string path, VectorSet set)
    {
        GalleryInfo info = new([new GalleryRoot("pictures", "/pictures", new PictureSelection())], "imported", new string('0', 64), set.Dimensions, new EncoderOptions(), 0);
        using GalleryWriter writer = GalleryWriter.Open(path, info);
        writer.SaveRoots(info.Roots);
        using VectorMemory rows = set.LoadRows(RowFormat.Float16);
        for (int row = 0; row < rows.RowCount; row++)
        {
            float[] embedding = new float[set.Dimensions];
            rows.Read(row, embedding);
            string key = string.Create(CultureInfo.InvariantCulture, $"{row % 100:D2}/{row:D8}.jpg");
            byte[] hash = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(hash, row);
            PictureFile file = new($"/pictures/{key}", key, $"{row % 100:D2}", 1, 1) { Root = "pictures" };
            writer.Add(new PictureOutcome.Embedded(file, 1, 1, embedding) { ContentHash = hash });
        }

        writer.Commit();
    }

    private static void Measure(Gallery gallery, VectorSet set, SearchMode mode)
    {
        GallerySearchOptions options = new() { Mode = mode };
        double? recall = gallery.Search(set.Query(0), MatchCount, options).Recall?.At10;
        List<(double Rate, double CpuMs)>[] rounds = [.. BlockLengths.Select(_ => new List<(double, double)>())];
        Verify(gallery, set, options);
        for (int round = 0; round < RoundCount; round++)
        {
            for (int way = 0; way < BlockLengths.Length; way++)
            {
                rounds[way].Add(Ask(gallery, set, options, BlockLengths[way]));
            }
        }

        for (int way = 0; way < BlockLengths.Length; way++)
        {
            double rate = rounds[way].Select(one => one.Rate).Order().ElementAt(RoundCount / 2);
            double cpuMs = rounds[way].Select(one => one.CpuMs).Order().ElementAt(RoundCount / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {mode} | {recall:F4} | {(BlockLengths[way] == 1 ? "one by one" : BlockLengths[way])} | {rate:N0} | {cpuMs:F3} |"));
        }
    }

    private static void Verify(Gallery gallery, VectorSet set, GallerySearchOptions options)
    {
        int count = Math.Min(set.QueryCount, 64);
        IReadOnlyList<MatchList> together = gallery.SearchMany(set.Queries[..(count * set.Dimensions)], MatchCount, options);
        for (int query = 0; query < count; query++)
        {
            if (!gallery.Search(set.Query(query), MatchCount, options).SequenceEqual(together[query]))
            {
                throw new InvalidOperationException($"Query {query} has other answers in a block than alone.");
            }
        }
    }

    private static (double Rate, double CpuMs) Ask(Gallery gallery, VectorSet set, GallerySearchOptions options, int blockLength)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpuStart = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        long askedCount = 0;
        for (int first = 0; Stopwatch.GetElapsedTime(start) < TimePerRound; first = (first + blockLength) % set.QueryCount)
        {
            int taken = Math.Min(blockLength, set.QueryCount - first);
            if (blockLength == 1)
            {
                gallery.Search(set.Query(first), MatchCount, options);
            }
            else
            {
                gallery.SearchMany(set.Queries.Slice(first * set.Dimensions, taken * set.Dimensions), MatchCount, options);
            }

            askedCount += taken;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        return (askedCount / seconds, (process.TotalProcessorTime - cpuStart).TotalMilliseconds / askedCount);
    }
}
