using System.Buffers.Binary;
using System.Security.Cryptography;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Tests.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Tests.Durability;

/// <summary>
/// A gallery of many imported embeddings, so that it has codes or lists, beside a folder of pictures that it follows; and what it has to hold. The folder is changed by the test,
/// the gallery by the tool.
/// </summary>
internal sealed class FilledGallery(TemporaryFolder folder, ImageEncoder encoder)
{
    private const string ImportedRoot = "imported";

    private const string PictureRoot = "pictures";

    private const int ClusterCount = 100;

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly HashSet<int> _removed = [];
    private int _importedCount;
    private int _drawnCount;

    /// <summary>The gallery's folder below the test's.</summary>
    public const string Name = "g.akin";

    public string Path => System.IO.Path.Combine(folder.Path, Name);

    /// <summary>The command that makes the gallery follow its folder.</summary>
    public static string[] IndexCommand => ["index", PictureRoot, "--name", PictureRoot, "--gallery", Name];

    /// <summary>Imported embeddings that were not removed.</summary>
    public int ImportedCount => _importedCount - _removed.Count;

    /// <summary>Pictures in the folder.</summary>
    public int PictureCount => _hashes.Count;

    /// <summary>Brings the gallery to so many imported embeddings.</summary>
    public void Import(int count)
    {
        Import(Path, _importedCount, count);
        _importedCount = count;
    }

    /// <summary>Removes imported embeddings.</summary>
    public void RemoveImported(Random random, int count)
    {
        int[] gone = [.. Enumerable.Range(0, count).Select(_ => random.Next(_importedCount)).Where(number => _removed.Add(number))];
        Remove(Path, gone);
    }

    /// <summary>Draws new pictures, and changes, renames and deletes one each.</summary>
    public void ChangeFolder(Random random, int newCount)
    {
        string[] keys = [.. _hashes.Keys.Order(StringComparer.Ordinal)];
        for (int index = 0; index < newCount; index++, _drawnCount++)
        {
            Draw($"{_drawnCount % 5}/{_drawnCount:D5}.bmp", _drawnCount);
        }

        if (keys.Length > 8)
        {
            random.Shuffle(keys);
            Draw(keys[0], 1_000_000 + _drawnCount);
            File.Delete(PathOf(keys[1]));
            _hashes.Remove(keys[1]);
            string renamed = $"renamed/{_drawnCount:D5}.bmp";
            _ = folder[$"{PictureRoot}/{renamed}"];
            File.Move(PathOf(keys[2]), PathOf(renamed));
            _hashes.Remove(keys[2], out string? hash);
            _hashes[renamed] = hash!;
        }
    }

    /// <summary>Files whose present content the gallery holds.</summary>
    public int UpToDateCount(string galleryPath) => GalleryContents
        .Rows(galleryPath, $"SELECT key, hex(content_hash) FROM items WHERE root = '{PictureRoot}'")
        .Count(item => _hashes.TryGetValue((string)item[0], out string? hash) && hash == (string)item[1]);

    /// <summary>Asserts that a copy of the gallery, or the gallery itself, opens, answers, and is whole.</summary>
    /// <param name="galleryPath">Where it lies.</param>
    /// <param name="leastUpToDateCount">Files that were committed.</param>
    public void AssertWhole(string galleryPath, int leastUpToDateCount)
    {
        using (Gallery gallery = Gallery.Open(galleryPath))
        {
            // Until the folder is followed too, keys are without their root.
            string key = gallery.Info.Roots.Count > 1 ? $"{ImportedRoot}/{Key(FirstImported())}" : Key(FirstImported());
            Assert.Equal(key, gallery.Search(gallery.ReadEmbedding(key), 1)[0].Key);
            Assert.Equal(10, gallery.Search(Embedding(-7), 10, new GallerySearchOptions { Mode = SearchMode.Exact }).Count);
        }

        Assert.Equal("ok", GalleryContents.Rows(galleryPath, "PRAGMA quick_check")[0][0]);
        Assert.Equal(ImportedCount, GalleryContents.Scalar(galleryPath, $"SELECT count(*) FROM items WHERE root = '{ImportedRoot}'"));
        Assert.InRange(UpToDateCount(galleryPath), leastUpToDateCount, PictureCount);
        GalleryContents.AssertRowsAreKept(galleryPath);
    }

    /// <summary>Builds the same anew, without interruption.</summary>
    public async Task<string> BuildTwinAsync()
    {
        string path = System.IO.Path.Combine(folder.Path, "twin.akin");
        Import(path, 0, _importedCount);
        Remove(path, [.. _removed]);
        await Gallery.FollowAsync(path, [new RootFolder(folder[PictureRoot], PictureRoot)], encoder, cancellationToken: TestContext.Current.CancellationToken);
        await Gallery.CompactAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Asserts that two galleries hold the same and answer the same.</summary>
    public static void AssertSame(string expectedPath, string actualPath)
    {
        Assert.Equal(GalleryContents.Read(expectedPath), GalleryContents.Read(actualPath));
        using Gallery expected = Gallery.Open(expectedPath);
        using Gallery actual = Gallery.Open(actualPath);
        Assert.Equal(expected.Mode, actual.Mode);
        Assert.NotEqual(SearchMode.Exact, actual.Mode);
        int found = 0;
        for (int query = 1; query <= 20; query++)
        {
            MatchList exact = actual.Search(Embedding(-query), 20, new GallerySearchOptions { Mode = SearchMode.Exact });
            Assert.Equal(expected.Search(Embedding(-query), 20, new GallerySearchOptions { Mode = SearchMode.Exact }), exact);
            found += actual.Search(Embedding(-query), 20).Intersect(exact).Count();
        }

        // Both are tuned to 0.99 with 95 % confidence; 400 answers may differ a little.
        Assert.InRange(found, 380, 400);
    }

    private int FirstImported() => Enumerable.Range(0, _importedCount).First(number => !_removed.Contains(number));

    private string PathOf(string key) => System.IO.Path.Combine(folder.Path, PictureRoot, key);

    private void Draw(string key, int seed)
    {
        byte[] picture = TestPicture.Bmp(seed, 12, 8);
        string path = folder[$"{PictureRoot}/{key}"];
        File.WriteAllBytes(path, picture);

        // What was written just now would be read again by each run.
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(seed));
        _hashes[key] = Convert.ToHexString(SHA256.HashData(picture));
    }

    private void Import(string path, int first, int end)
    {
        GalleryRoot root = new(ImportedRoot, "/imported", new PictureSelection());
        using GalleryWriter writer = GalleryWriter.Open(path, new GalleryInfo([root], encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0));
        writer.SaveRoots([root]);
        foreach (int number in Enumerable.Range(first, end - first))
        {
            byte[] hash = new byte[32];
            BinaryPrimitives.WriteInt32LittleEndian(hash, number);
            PictureFile file = new($"/imported/{Key(number)}", Key(number), $"label{number % 10}", 1, number) { Root = ImportedRoot };
            writer.Add(new PictureOutcome.Embedded(file, 1, 1, Embedding(number)) { ContentHash = hash });
        }

        writer.Commit();
    }

    private static void Remove(string path, IReadOnlyList<int> numbers)
    {
        using GalleryWriter writer = GalleryWriter.OpenExisting(path);
        foreach (int number in numbers)
        {
            writer.Remove(new ItemName(ImportedRoot, Key(number)));
        }

        writer.Commit();
    }

    private static string Key(int number) => $"{number:D7}.jpg";

    private static float[] Embedding(int number)
    {
        Random centre = new((number & int.MaxValue) % ClusterCount);
        Random random = new(number);
        float[] embedding = new float[TinyEncoder.Dimensions];
        double squares = 0;
        for (int index = 0; index < embedding.Length; index++)
        {
            embedding[index] = (float)(centre.NextDouble() - 0.5 + (0.7 * (random.NextDouble() - 0.5)));
            squares += embedding[index] * embedding[index];
        }

        float factor = (float)(1 / Math.Sqrt(squares));
        return Array.ConvertAll(embedding, component => component * factor);
    }
}
