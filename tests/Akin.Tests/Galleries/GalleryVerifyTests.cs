using Akin.Galleries;
using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Tests.Galleries;

public sealed class GalleryVerifyTests : IDisposable
{
    private const int PictureCount = 12;

    private const int HeaderInBytes = 4096;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageEncoder _encoder;

    public GalleryVerifyTests()
    {
        _encoder = TinyEncoder.Open(TinyEncoder.Write(_folder["encoder"]));
        for (int seed = 0; seed < PictureCount; seed++)
        {
            TestPicture.Write(_folder[$"pictures/{seed % 2}/{seed:D2}.bmp"], seed, 12, 8);
        }

        TestPicture.Write(_folder["pictures/again/03.bmp"], 3, 12, 8);
    }

    private string GalleryPath => _folder["g.akin"];

    public void Dispose()
    {
        _encoder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ASoundGallery_HasNoProblems_AndItsPicturesEncodeToTheirRows()
    {
        await IndexAsync();
        File.Delete(_folder["pictures/0/00.bmp"]);
        await IndexAsync();

        VerifyReport report = await VerifyAsync();

        Assert.Empty(report.Problems);
        Assert.True(report.IsSound && report.HasChecksums);
        Assert.Equal((PictureCount, PictureCount, 1), (report.PictureCount!.Value, report.RowCount, report.DeadRowCount));
        Assert.Equal(PictureCount, report.SampledCount);
        Assert.InRange(report.SmallestCosine!.Value, 0.99999, 1.0000001);
        Assert.Equal(5, (await VerifyAsync(new VerifyOptions { SampleCount = 5, Seed = 3 })).SampledCount);
        Assert.Equal(0, (await VerifyAsync(new VerifyOptions { SampleCount = 0 })).SampledCount);
    }

    [Fact]
    public async Task PicturesWhoseFileIsGoneOrChanged_AreTold_AndAreNoProblem()
    {
        await IndexAsync();
        File.Delete(_folder["pictures/0/00.bmp"]);
        TestPicture.Write(_folder["pictures/1/01.bmp"], 77, 12, 8);

        VerifyReport report = await VerifyAsync();

        Assert.True(report.IsSound);
        Assert.Equal(["0/00.bmp: its file is gone", "1/01.bmp: its file has changed since it was indexed"], report.NotSampled.Select(file => $"{file.Key}: {file.Reason}").Order());
        Assert.Equal(PictureCount - 1, report.SampledCount);
    }

    [Fact]
    public async Task AnyDamagedBitOfARow_IsFoundByItsRow_AndMended()
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        string path = _folder["g.akin/vectors.f16"];
        byte[] sound = File.ReadAllBytes(path);
        const int stride = TinyEncoder.Dimensions * 2;
        Random random = new(4);
        for (int mutation = 0; mutation < 30; mutation++)
        {
            int row = random.Next(PictureCount);
            long offset = mutation % 3 == 0 ? HeaderInBytes + (row * 4) + random.Next(4) : (2 * HeaderInBytes) + (row * stride) + random.Next(stride);
            Assert.True(offset < sound.Length);
            byte[] damaged = [.. sound];
            damaged[offset] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, damaged);

            GalleryProblem problem = Assert.Single((await VerifyAsync()).Problems);

            Assert.Equal($"vectors.f16, row {row}", problem.Where);
            Assert.Contains("its checksum, at byte", problem.What, StringComparison.Ordinal);
            Assert.Contains(".bmp", problem.What, StringComparison.Ordinal);
        }

        VerifyReport repaired = await VerifyAsync(new VerifyOptions { Repairs = true });
        Assert.True(repaired.IsSound);
        Assert.Equal((GalleryContents.Read(GalleryPath).Count, before.Count - repaired.RemovedCount), (repaired.PictureCount!.Value, repaired.PictureCount.Value));
        Assert.True(Assert.Single(repaired.Problems).IsRepaired);
        Assert.Empty((await VerifyAsync()).Problems);
        Assert.True(GalleryContents.Read(GalleryPath).Count < before.Count);

        Assert.Equal(1, (await IndexAsync()).IndexedCount);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Theory]
    [InlineData("UPDATE items SET row = 99 WHERE key = '0/00.bmp'", "row 99", "and there are 12 rows", 1)]
    [InlineData("UPDATE items SET row = -1 WHERE key = '0/00.bmp'", "row -1", "and there are 12 rows", 1)]
    [InlineData("DELETE FROM items WHERE key = '0/00.bmp'", "catalogue.db, row", "no picture has it", 1)]
    [InlineData("UPDATE items SET row = (SELECT row FROM items WHERE key = '0/02.bmp') WHERE key = '0/00.bmp'", "catalogue.db, row", "pictures of different content have it", 2)]
    [InlineData("INSERT INTO dead_rows SELECT row, content_hash, width, height FROM items WHERE key = '0/00.bmp'", "catalogue.db, row", "a picture's and one of a removed picture", 0)]
    [InlineData("INSERT INTO dead_rows (row) VALUES (500)", "row 500", "one of a removed picture, and there are 12 rows", 0)]
    [InlineData("INSERT INTO items SELECT 100, 'elsewhere', 'x.bmp', label, split, bytes, modified_ns, content_hash, width, height, row FROM items WHERE key = '0/00.bmp'", "catalogue.db", "below a folder that the gallery does not follow", 0)]
    [InlineData("INSERT INTO rejected SELECT root, key, bytes, modified_ns, content_hash, 'no' FROM items WHERE key = '0/00.bmp'", "catalogue.db", "both pictures and skipped", 0)]
    public async Task ACatalogueThatBreaksItsPromises_IsFound_AndMended(string sql, string where, string what, int encodedAgainCount)
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        GalleryContents.Rows(GalleryPath, "PRAGMA foreign_keys = OFF; " + sql + " RETURNING 1");

        VerifyReport found = await VerifyAsync(new VerifyOptions { SampleCount = 0 });
        Assert.Contains(found.Problems, problem => problem.Where.Contains(where, StringComparison.Ordinal) && problem.What.Contains(what, StringComparison.Ordinal));
        Assert.False(found.IsSound);

        Assert.True((await VerifyAsync(new VerifyOptions { Repairs = true, SampleCount = 0 })).IsSound);
        GalleryContents.AssertRowsAreKept(GalleryPath);
        Assert.InRange((await IndexAsync()).IndexedCount, 0, encodedAgainCount);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task AnEmbeddingOfAnotherPicture_IsFoundByEncodingAgain_AndMended()
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        long one = GalleryContents.Scalar(GalleryPath, "SELECT row FROM items WHERE key = '0/00.bmp'");
        long other = GalleryContents.Scalar(GalleryPath, "SELECT row FROM items WHERE key = '1/01.bmp'");
        GalleryContents.Rows(GalleryPath, $"UPDATE items SET row = {one} + {other} - row WHERE row IN ({one}, {other}) RETURNING 1");

        Assert.True((await VerifyAsync(new VerifyOptions { SampleCount = 0 })).IsSound);
        VerifyReport found = await VerifyAsync();
        Assert.Equal(2, found.Problems.Count);
        Assert.All(found.Problems, problem => Assert.Contains("is not that of its picture: their cosine is", problem.What, StringComparison.Ordinal));
        Assert.True(found.SmallestCosine < 0.999);

        Assert.True((await VerifyAsync(new VerifyOptions { Repairs = true })).IsSound);
        Assert.Equal(2, (await IndexAsync()).IndexedCount);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
    }

    [Theory]
    [InlineData(-1, "it is missing")]
    [InlineData(0, "vectors.f16")]
    [InlineData(100, "vectors.f16")]
    [InlineData((2 * HeaderInBytes) + (5 * 256) + 7, "it ends behind row 4, and the catalogue counts 12 rows")]
    public async Task AVectorFileThatLacksRows_IsFound_AndMended(int length, string what)
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        string path = _folder["g.akin/vectors.f16"];
        if (length < 0)
        {
            File.Delete(path);
        }
        else
        {
            using FileStream file = new(path, FileMode.Open);
            file.SetLength(length);
        }

        Assert.Contains((await VerifyAsync()).Problems, problem => problem.What.Contains(what, StringComparison.Ordinal));
        Assert.True((await VerifyAsync(new VerifyOptions { Repairs = true })).IsSound);

        await IndexAsync();
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
    }

    [Fact]
    public async Task DamagedCodes_AreFound_AndBuiltAgain()
    {
        VectorGallery.Add(GalleryPath, 0, IndexUpkeep.CodesFrom);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        string path = _folder["g.akin/codes.bin"];
        byte[] sound = File.ReadAllBytes(path);
        Random random = new(9);
        for (int mutation = 0; mutation < 12; mutation++)
        {
            byte[] damaged = [.. sound];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, mutation % 4 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);

            GalleryProblem problem = Assert.Single((await Gallery.VerifyAsync(GalleryPath, cancellationToken: Stop)).Problems);

            Assert.Equal("codes.bin", problem.Where);
        }

        VerifyReport report = await Gallery.VerifyAsync(GalleryPath, options: new VerifyOptions { Repairs = true }, cancellationToken: Stop);
        Assert.True(report.IsSound);
        Assert.Equal(sound, File.ReadAllBytes(path));

        File.Delete(path);
        VerifyReport missing = await Gallery.VerifyAsync(GalleryPath, cancellationToken: Stop);
        Assert.True(missing.IsSound);
        Assert.StartsWith("codes.bin is missing: searches compare every picture until", Assert.Single(missing.Remarks), StringComparison.Ordinal);
        Assert.Empty((await Gallery.VerifyAsync(GalleryPath, options: new VerifyOptions { Repairs = true }, cancellationToken: Stop)).Remarks);
        Assert.Equal(sound, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task ADamagedFirstPageOfVectors_IsWrittenAnew_AndCostsNoPicture()
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        string path = _folder["g.akin/vectors.f16"];
        byte[] sound = File.ReadAllBytes(path);
        Random random = new(6);
        foreach (int offset in (int[])[0, 8, 12, 16, 20, 4092, random.Next(HeaderInBytes), random.Next(HeaderInBytes)])
        {
            byte[] damaged = [.. sound];
            damaged[offset] ^= 1;
            File.WriteAllBytes(path, damaged);

            Assert.Contains("--repair writes the first page anew", Assert.Single((await VerifyAsync()).Problems).Repair, StringComparison.Ordinal);
            VerifyReport repaired = await VerifyAsync(new VerifyOptions { Repairs = true });

            Assert.True(repaired.IsSound);
            Assert.Equal(0, repaired.RemovedCount);
            Assert.Equal(sound, File.ReadAllBytes(path));
            Assert.Equal(before, GalleryContents.Read(GalleryPath));
        }
    }

    [Fact]
    public async Task BehindADamagedFirstPage_RowsThatAreDamagedOrCutOff_AreLost()
    {
        await IndexAsync();
        IReadOnlyList<string> before = GalleryContents.Read(GalleryPath);
        string path = _folder["g.akin/vectors.f16"];
        byte[] damaged = File.ReadAllBytes(path);
        damaged[0] ^= 1;
        damaged[2 * HeaderInBytes] ^= 1;
        File.WriteAllBytes(path, damaged[..^1]);

        VerifyReport repaired = await VerifyAsync(new VerifyOptions { Repairs = true });

        Assert.True(repaired.IsSound);
        Assert.Equal(3, repaired.Problems.Count);
        Assert.InRange((await IndexAsync()).IndexedCount, 2, 2);
        Assert.Equal(before, GalleryContents.Read(GalleryPath));
    }

    [Fact]
    public async Task ADamagedFirstPageOfVectorsWithoutChecksums_ProvesNothing()
    {
        foreach (string file in Directory.EnumerateFiles(SharedFiles.Fixture("galleries/version-2")))
        {
            File.Copy(file, _folder[$"g.akin/{Path.GetFileName(file)}"]);
        }

        byte[] damaged = File.ReadAllBytes(_folder["g.akin/vectors.f16"]);
        damaged[0] ^= 1;
        File.WriteAllBytes(_folder["g.akin/vectors.f16"], damaged);

        VerifyReport repaired = await Gallery.VerifyAsync(GalleryPath, options: new VerifyOptions { Repairs = true }, cancellationToken: Stop);

        Assert.True(repaired.IsSound);
        Assert.Equal(0, repaired.PictureCount);
        Assert.True(repaired.RemovedCount > 0);
    }

    [Fact]
    public async Task ALostRowOfAGalleryWithCodes_IsDropped_SoThatCodesCanBeBuilt()
    {
        VectorGallery.Add(GalleryPath, 0, IndexUpkeep.CodesFrom + 10);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        VectorGallery.Remove(GalleryPath, 3);
        string path = _folder["g.akin/vectors.f16"];
        byte[] vectors = File.ReadAllBytes(path);
        foreach (int row in (int[])[3, 7])
        {
            vectors[(2 * HeaderInBytes) + (row * 64) + 2] ^= 1;
        }

        File.WriteAllBytes(path, vectors);

        VerifyReport report = await Gallery.VerifyAsync(GalleryPath, options: new VerifyOptions { Repairs = true }, cancellationToken: Stop);

        Assert.Equal(["vectors.f16, row 3", "vectors.f16, row 7"], report.Problems.Select(problem => problem.Where));
        Assert.True(report.IsSound);
        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.Equal((SearchMode.Codes, IndexUpkeep.CodesFrom + 8, IndexUpkeep.CodesFrom + 8), (gallery.Mode, gallery.PictureCount, gallery.Info.RowCount));
    }

    [Fact]
    public async Task ADamagedCatalogue_IsAProblem_NeverAnythingElse()
    {
        await IndexAsync();
        GalleryContents.Rows(GalleryPath, "PRAGMA wal_checkpoint(TRUNCATE)");
        string path = _folder["g.akin/catalogue.db"];
        byte[] sound = File.ReadAllBytes(path);
        Random random = new(5);
        int problemCount = 0;
        for (int mutation = 0; mutation < 60; mutation++)
        {
            byte[] damaged = [.. sound];
            int first = random.Next(mutation % 2 == 0 ? 0 : 4096, damaged.Length);
            random.NextBytes(damaged.AsSpan(first, Math.Min(40, damaged.Length - first)));
            File.WriteAllBytes(path, mutation % 5 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                problemCount += (await VerifyAsync(new VerifyOptions { SampleCount = 2 })).Problems.Count > 0 ? 1 : 0;
                VerifyReport repaired = await VerifyAsync(new VerifyOptions { SampleCount = 0, Repairs = true });
                Assert.True(!repaired.IsSound || (await VerifyAsync(new VerifyOptions { SampleCount = 0 })).IsSound);
            }
            catch (GalleryException)
            {
                // Another program's, of another version, blank, or of another encoder: it cannot be checked, and says so.
            }
        }

        Assert.InRange(problemCount, 5, 60);
    }

    [Theory]
    [InlineData("version-1", false)]
    [InlineData("version-2", false)]
    [InlineData("version-3", true)]
    public async Task AGalleryOfAnyVersion_CanBeChecked(string name, bool hasChecksums)
    {
        foreach (string file in Directory.EnumerateFiles(SharedFiles.Fixture($"galleries/{name}")))
        {
            File.Copy(file, _folder[$"g.akin/{Path.GetFileName(file)}"]);
        }

        VerifyReport report = await Gallery.VerifyAsync(GalleryPath, cancellationToken: Stop);

        Assert.Empty(report.Problems);
        Assert.Equal(hasChecksums, report.HasChecksums);
        Assert.InRange(report.PictureCount!.Value, 1, report.RowCount);
    }

    [Fact]
    public async Task WhatCannotBeChecked_IsRefused()
    {
        await IndexAsync();

        Assert.Contains("There is no gallery", (await RefusalAsync(_folder["none.akin"], null)).Message, StringComparison.Ordinal);
        Assert.Contains("is another: their embeddings cannot be compared", (await RefusalAsync(GalleryPath, DefaultEncoder.Instance)).Message, StringComparison.Ordinal);
        using GalleryLock taken = GalleryLock.Take(GalleryPath);
        Assert.True((await VerifyAsync()).IsSound);
        Assert.Contains("is writing the gallery", (await RefusalAsync(GalleryPath, null, new VerifyOptions { Repairs = true })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifyOptions { SampleCount = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifyOptions { Tolerance = double.NaN });
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<GalleryException> RefusalAsync(string path, ImageEncoder? encoder, VerifyOptions? options = null) =>
        Assert.ThrowsAsync<GalleryException>(() => Gallery.VerifyAsync(path, encoder, options, cancellationToken: Stop));

    private Task<VerifyReport> VerifyAsync(VerifyOptions? options = null) => Gallery.VerifyAsync(GalleryPath, _encoder, options, cancellationToken: Stop);

    private async Task<IndexReport> IndexAsync()
    {
        foreach (string file in Directory.EnumerateFiles(_folder["pictures"], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(1));
        }

        return await Gallery.IndexAsync(GalleryPath, _folder["pictures"], _encoder, cancellationToken: Stop);
    }
}
