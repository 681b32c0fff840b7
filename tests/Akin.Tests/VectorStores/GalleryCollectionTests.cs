using System.Linq.Expressions;
using Akin.Galleries;
using Akin.Tests.Galleries;
using Akin.VectorStores;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Akin.Tests.VectorStores;

public sealed class GalleryCollectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string GalleryPath => _folder["g.akin"];

    public static TheoryData<int> Filters => [.. Enumerable.Range(0, AllFilters.Length)];

    private static Expression<Func<GalleryPicture, bool>>[] AllFilters
    {
        get
        {
            string[] labels = ["label1", "label4", "nothing"];
            List<string?> splits = ["test", null];
            string label = "label7";
            string[] manyKeys = [.. Enumerable.Range(0, 20_000).Select(number => $"{number % 10}/{number:D7}.jpg")];
            DateTimeOffset time = DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_040);
            return
            [
                picture => picture.Label == label,
                picture => label != picture.Label,
                picture => picture.Label == null,
                picture => picture.Split != null && picture.Label == "label3",
                picture => labels.Contains(picture.Label),
                picture => manyKeys.Contains(picture.Key) && !labels.Contains(picture.Label),
                picture => splits.Contains(picture.Split) || picture.Key == "3/0000010.jpg",
                picture => !(picture.Label == "label1" || picture.Split == "train"),
                picture => picture.Modified >= time && picture.Modified < time.AddSeconds(10),
                picture => time > picture.Modified,
                picture => picture.Key.StartsWith("3/") && picture.Key.EndsWith("7.jpg", StringComparison.Ordinal),
                picture => picture.Key.Contains("0000") && picture.Width == 1 && picture.LengthInBytes <= 1,
                picture => picture.Key.StartsWith("3%"),
                picture => Array.Empty<string>().Contains(picture.Label),
                picture => true,
                picture => picture.Height > 1,
            ];
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task AFilter_TakesWhatItTakesInCSharp(int number)
    {
        VectorGallery.Add(GalleryPath, 0, 300);
        using GalleryCollection collection = new(GalleryPath);
        Expression<Func<GalleryPicture, bool>> filter = AllFilters[number];
        List<GalleryPicture> all = await collection.GetAsync(picture => true, 1000, cancellationToken: Cancelled).ToListAsync(Cancelled);
        Assert.Equal(300, all.Count);

        List<GalleryPicture> expected = [.. all.Where(filter.Compile()).OrderBy(picture => picture.Key, StringComparer.Ordinal)];
        Assert.Equal(expected, await collection.GetAsync(filter, 1000, cancellationToken: Cancelled).ToListAsync(Cancelled));

        // Inside a search too: as many answer as there are.
        List<VectorSearchResult<GalleryPicture>> found = await collection
            .SearchAsync(VectorGallery.Query(1), 1000, new VectorSearchOptions<GalleryPicture> { Filter = filter }, Cancelled).ToListAsync(Cancelled);
        Assert.Equal(expected, found.Select(result => result.Record).OrderBy(picture => picture.Key, StringComparer.Ordinal));
        Assert.Equal(found.Select(result => result.Score).OrderDescending(), found.Select(result => result.Score));
    }

    [Fact]
    public async Task AFilterThatTheCatalogueCannotAsk_IsNamed()
    {
        VectorGallery.Add(GalleryPath, 0, 10);
        using GalleryCollection collection = new(GalleryPath);
        Expression<Func<GalleryPicture, bool>>[] filters =
        [
            picture => picture.Key.Length == 3,
            picture => picture.Label!.Equals("a", StringComparison.OrdinalIgnoreCase),
            picture => picture.Embedding != null,
            picture => picture.Key == picture.Label,
            picture => picture.Key.StartsWith("A", StringComparison.OrdinalIgnoreCase),
        ];
        foreach (Expression<Func<GalleryPicture, bool>> filter in filters)
        {
            NotSupportedException refusal = await Assert.ThrowsAsync<NotSupportedException>(async () => await collection.GetAsync(filter, 10, cancellationToken: Cancelled).ToListAsync(Cancelled));
            Assert.Contains("The filter's part picture.", refusal.Message.Replace("(", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PicturesCome_InOrder_FromAPlaceOn_WithEmbeddingsWhereAskedFor()
    {
        VectorGallery.Add(GalleryPath, 0, 50);
        using GalleryCollection collection = new(GalleryPath);
        FilteredRecordRetrievalOptions<GalleryPicture> options = new()
        {
            Skip = 3,
            IncludeVectors = true,
            OrderBy = order => order.Ascending(picture => picture.Label).Descending(picture => picture.Modified),
        };

        List<GalleryPicture> found = await collection.GetAsync(picture => picture.Split == "train", 4, options, Cancelled).ToListAsync(Cancelled);

        Assert.Equal(["10", "0", "42", "32"], found.Select(picture => picture.Key[2..].TrimStart('0')[..^4] is { Length: > 0 } number ? number : "0"));
        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.All(found, picture => Assert.Equal(gallery.ReadEmbedding(picture.Key), picture.Embedding!.Value.ToArray()));
        GalleryPicture single = (await collection.GetAsync(found[0].Key, cancellationToken: Cancelled))!;
        Assert.Equal(found[0] with { Embedding = null }, single);
        Assert.Null(await collection.GetAsync("no/such.jpg", cancellationToken: Cancelled));
        Assert.Equal(2, await collection.GetAsync([found[0].Key, "no/such.jpg", found[1].Key], cancellationToken: Cancelled).CountAsync(Cancelled));
    }

    [Fact]
    public async Task ASearch_IsTheGallerys_BySkipThresholdAndEveryKindOfVector()
    {
        VectorGallery.Add(GalleryPath, 0, 200);
        using GalleryCollection collection = new(GalleryPath);
        float[] query = VectorGallery.Query(4);
        using Gallery gallery = Gallery.Open(GalleryPath);
        MatchList expected = gallery.Search(query, 10);

        List<VectorSearchResult<GalleryPicture>> skipped = await collection.SearchAsync(query, 7, new VectorSearchOptions<GalleryPicture> { Skip = 3 }, Cancelled).ToListAsync(Cancelled);
        Assert.Equal(expected.Skip(3).Select(match => (match.Key, (double?)match.Similarity)), skipped.Select(result => (result.Record.Key, result.Score)));
        double threshold = expected[4].Similarity;
        Assert.Equal(5, await collection.SearchAsync(new Embedding<float>(query), 10, new VectorSearchOptions<GalleryPicture> { ScoreThreshold = threshold }, Cancelled).CountAsync(Cancelled));
        Assert.Equal(10, await collection.SearchAsync(new ReadOnlyMemory<float>(query), 10, cancellationToken: Cancelled).CountAsync(Cancelled));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await collection.SearchAsync("a cat", 10, cancellationToken: Cancelled).CountAsync(Cancelled));
        VectorStoreException refusal = await Assert.ThrowsAsync<VectorStoreException>(async () => await collection.SearchAsync(new float[3], 10, cancellationToken: Cancelled).CountAsync(Cancelled));
        Assert.Contains("has 3 dimensions", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("akin", "g", "SearchAsync"), (refusal.VectorStoreSystemName, refusal.CollectionName, refusal.OperationName));
    }

    [Fact]
    public async Task ACollection_IsMade_Filled_Searched_Emptied_AndDeleted()
    {
        for (int number = 1; number <= 4; number++)
        {
            TestPicture.Write(_folder[$"pictures/train/cat/{number}.bmp"], number);
        }

        File.Copy(_folder["pictures/train/cat/1.bmp"], _folder["pictures/again.bmp"]);
        using GalleryCollection collection = new(GalleryPath, DefaultEncoder.Instance, _folder["pictures"]);
        Assert.False(await collection.CollectionExistsAsync(Cancelled));
        await collection.EnsureCollectionExistsAsync(Cancelled);
        await collection.EnsureCollectionExistsAsync(Cancelled);
        Assert.True(await collection.CollectionExistsAsync(Cancelled));

        await collection.UpsertAsync([new GalleryPicture { Key = "train/cat/1.bmp" }, new GalleryPicture { Key = "again.bmp", Label = "dog" }, new GalleryPicture { Key = "train/cat/2.bmp" }], Cancelled);
        Assert.Equal(
            [("again.bmp", "dog", null), ("train/cat/1.bmp", "cat", "train"), ("train/cat/2.bmp", "cat", "train")],
            await collection.GetAsync(picture => true, 10, cancellationToken: Cancelled).Select(picture => (picture.Key, picture.Label, picture.Split)).ToListAsync(Cancelled));
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(2, gallery.Info.RowCount);
        }

        DataContent asked = new(await File.ReadAllBytesAsync(_folder["pictures/train/cat/2.bmp"], Cancelled), "image/bmp");
        VectorSearchResult<GalleryPicture> best = await collection.SearchAsync(asked, 1, cancellationToken: Cancelled).SingleAsync(Cancelled);
        Assert.Equal("train/cat/2.bmp", best.Record.Key);
        Assert.InRange(best.Score!.Value, 0.9999, 1);

        // What others write is seen, and an index run agrees with what was put in.
        IndexReport report = await Gallery.FollowAsync(GalleryPath, [], DefaultEncoder.Instance, cancellationToken: Cancelled);
        Assert.Equal((2, 5), (report.IndexedCount, report.PictureCount));
        Assert.Equal(5, await collection.GetAsync(picture => true, 10, cancellationToken: Cancelled).CountAsync(Cancelled));

        await collection.DeleteAsync(["again.bmp", "never/was.bmp"], Cancelled);
        Assert.Null(await collection.GetAsync("again.bmp", cancellationToken: Cancelled));
        await collection.EnsureCollectionDeletedAsync(Cancelled);
        await collection.EnsureCollectionDeletedAsync(Cancelled);
        Assert.False(Directory.Exists(GalleryPath));
        Assert.True(File.Exists(_folder["pictures/again.bmp"]));
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.GetAsync("again.bmp", cancellationToken: Cancelled));
    }

    [Fact]
    public async Task WhatCannotBePutIn_ChangesNothing()
    {
        TestPicture.Write(_folder["pictures/1.bmp"], 1);
        TestPicture.Write(_folder["outside.bmp"], 2);
        await File.WriteAllTextAsync(_folder["pictures/text.bmp"], "no picture", Cancelled);
        using GalleryCollection collection = new(GalleryPath, DefaultEncoder.Instance, _folder["pictures"]);
        await collection.EnsureCollectionExistsAsync(Cancelled);
        foreach (string key in (string[])["none.bmp", "../outside.bmp", _folder["outside.bmp"], "./1.bmp", "text.bmp"])
        {
            await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new GalleryPicture { Key = "1.bmp" }, new GalleryPicture { Key = key }], Cancelled));
            Assert.Null(await collection.GetAsync("1.bmp", cancellationToken: Cancelled));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => collection.UpsertAsync(new GalleryPicture { Key = "1.bmp", Embedding = new float[1] }, Cancelled));
        using GalleryCollection blind = new(GalleryPath);
        await Assert.ThrowsAsync<InvalidOperationException>(() => blind.UpsertAsync(new GalleryPicture { Key = "1.bmp" }, Cancelled));
        using GalleryCollection nowhere = new(_folder["other.akin"]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => nowhere.EnsureCollectionExistsAsync(Cancelled));
    }

    [Fact]
    public async Task SearchesGoOn_WhileOthersWrite()
    {
        VectorGallery.Add(GalleryPath, 0, 100);
        using GalleryCollection collection = new(GalleryPath);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] readers = [.. Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.Equal(10, await collection.SearchAsync(VectorGallery.Query(reader), 10).CountAsync());
            }
        }))];
        for (int step = 1; step <= 20; step++)
        {
            VectorGallery.Add(GalleryPath, 100 * step, 100 * (step + 1));
            Assert.NotNull(await collection.GetAsync(VectorGallery.Key((100 * step) + 99), cancellationToken: Cancelled));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}
