using System.Buffers.Binary;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Galleries;

/// <summary>A gallery of embeddings without pictures: clusters around random directions, with labels, splits and times that follow from the number.</summary>
internal static class VectorGallery
{
    public const int Dimensions = 24;

    private const int ClusterCount = 200;

    private const string Root = "pictures";

    public static GalleryInfo Info { get; } = new([new GalleryRoot(Root, "/pictures", new PictureSelection())], "akin-mini", new string('a', 64), Dimensions, new EncoderOptions(), 0);

    /// <summary>Adds embeddings <paramref name="first"/> to <paramref name="end"/> - 1 and commits them.</summary>
    public static void Add(string path, int first, int end)
    {
        using GalleryWriter writer = GalleryWriter.Open(path, Info);
        writer.SaveRoots(Info.Roots);
        foreach (int number in Enumerable.Range(first, end - first))
        {
            byte[] hash = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(hash, number);
            PictureFile file = new($"/pictures/{Key(number)}", Key(number), $"label{number % 10}", 1, (1_700_000_000L + number) * 1_000_000_000L)
            {
                Root = Root,
                Split = number % 2 == 0 ? "train" : "test",
            };
            writer.Add(new PictureOutcome.Embedded(file, 1, 1, Embedding(number, 0.6)) { ContentHash = hash });
        }

        writer.Commit();
    }

    /// <summary>Adds pictures of the same content as an embedding's picture, which share its row.</summary>
    public static void AddCopies(string path, int number, params string[] keys)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(path);
        byte[] hash = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(hash, number);
        KnownContent content = writer.Catalogue.FindContent(hash)!.Value;
        foreach (string key in keys)
        {
            writer.AddKnown(new PictureFile($"/pictures/{key}", key, $"label{number % 10}", 1, 1) { Root = Root }, hash, content);
        }

        writer.Commit();
    }

    /// <summary>Removes an embedding's picture.</summary>
    public static void Remove(string path, int number)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(path);
        writer.Remove(new ItemName(Root, Key(number)));
        writer.Commit();
    }

    /// <summary>Brings codes and lists up to date, as an indexing run does at its end.</summary>
    public static void KeepIndexes(string path, RecallFloor floor)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(path);
        IndexUpkeep.Run(path, writer.Catalogue.ReadInfo(), writer.Catalogue.ReadDeadRows(), floor, new RunProgress(null), TestContext.Current.CancellationToken);
    }

    public static string Key(int number) => $"{number % 7}/{number:D7}.jpg";

    public static float[] Query(int number) => Embedding(-1 - number, 0.7);

    private static float[] Embedding(int number, double spread)
    {
        Random centreRandom = new((number & int.MaxValue) % ClusterCount);
        Random random = new(number);
        double[] vector = [.. Enumerable.Range(0, Dimensions).Select(_ => centreRandom.NextDouble() - 0.5 + (spread * (random.NextDouble() - 0.5)))];
        double length = Math.Sqrt(vector.Sum(component => component * component));
        return Array.ConvertAll(vector, component => (float)(component / length));
    }
}
