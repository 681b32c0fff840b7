using Akin.Galleries;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Tests.Galleries;

public sealed class GalleryIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string GalleryPath => _folder["g.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Search_IsClustered_AtItsFloor_In150000Embeddings()
    {
        VectorGallery.Add(GalleryPath, 0, 150_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);

        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal((SearchMode.Clustered, RecallFloor.Default), (gallery.Mode, gallery.RecallFloor));
            Assert.InRange(gallery.Recall!.LowerBound, 0.99, 1);
            Assert.InRange(Recall(gallery, SearchMode.Clustered, 300), 0.985, 1);
            MatchList found = gallery.Search(VectorGallery.Query(1), 10);
            Assert.Equal((SearchMode.Clustered, gallery.Recall), (found.Mode, found.Recall));
        }

        // New embeddings are found at once, and lists are made anew only when there are many.
        byte[] lists = File.ReadAllBytes(Path.Combine(GalleryPath, "lists.bin"));
        VectorGallery.Add(GalleryPath, 150_000, 151_000);
        VectorGallery.Remove(GalleryPath, 5);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        Assert.Equal(lists, File.ReadAllBytes(Path.Combine(GalleryPath, "lists.bin")));
        using Gallery grown = Gallery.Open(GalleryPath);
        Assert.Equal(VectorGallery.Key(150_500), grown.Search(grown.ReadEmbedding(VectorGallery.Key(150_500)), 1)[0].Key);
        Assert.DoesNotContain(grown.Search(VectorGallery.Query(5), 151_000), match => match.Key == VectorGallery.Key(5));
    }

    [Fact]
    public void Search_IsByCodes_FromTwentyThousandOn_AndExactBelow_OrWhereItIsAsked()
    {
        VectorGallery.Add(GalleryPath, 0, 19_999);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal((SearchMode.Exact, RecallMeasurement.Exact), (gallery.Mode, gallery.Recall));
        }

        VectorGallery.Add(GalleryPath, 19_999, 20_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        using (Gallery gallery = Gallery.Open(GalleryPath))
        {
            Assert.Equal(SearchMode.Codes, gallery.Mode);
            Assert.InRange(gallery.Recall!.LowerBound, 0.99, 1);
        }

        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Exact);
        using Gallery exact = Gallery.Open(GalleryPath);
        Assert.Equal(SearchMode.Exact, exact.Mode);
        Assert.False(File.Exists(Path.Combine(GalleryPath, "codes.bin")));
    }

    [Theory]
    [InlineData("codes")]
    [InlineData("clustered")]
    [InlineData("hash")]
    [InlineData("projected:12")]
    public void Search_ByAnyMode_GivesTrueCosines_TheModeAndItsRecall(string name)
    {
        VectorGallery.Add(GalleryPath, 0, 3000);
        using Gallery gallery = Gallery.Open(GalleryPath);
        SearchMode mode = SearchMode.Parse(name);

        MatchList found = gallery.Search(VectorGallery.Query(7), 10, new GallerySearchOptions { Mode = mode });

        Dictionary<string, double> exact = gallery.Search(VectorGallery.Query(7), 3000).ToDictionary(match => match.Key, match => match.Similarity);
        Assert.Equal((mode, name), (found.Mode, found.Mode.ToString()));
        Assert.InRange(found.Recall!.At10, 0.2, 1);
        Assert.NotEmpty(found);
        Assert.All(found, match => Assert.Equal(exact[match.Key], match.Similarity));
        Assert.Equal(found.OrderByDescending(match => match.Similarity).Select(match => match.Key), found.Select(match => match.Key));
    }

    [Fact]
    public void Search_AnswersAsManyAsThereAre_UnderFilters()
    {
        VectorGallery.Add(GalleryPath, 0, 25_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        using Gallery gallery = Gallery.Open(GalleryPath);
        Assert.Equal(SearchMode.Codes, gallery.Mode);

        AssertFiltered(gallery, new GallerySearchOptions { Labels = ["label3", "label4"] }, number => number % 10 is 3 or 4);
        AssertFiltered(gallery, new GallerySearchOptions { Splits = ["train"] }, number => number % 2 == 0);
        AssertFiltered(gallery, new GallerySearchOptions { KeyPatterns = ["3/**", "5/**"] }, number => number % 7 is 3 or 5);
        AssertFiltered(
            gallery,
            new GallerySearchOptions { ModifiedFrom = DateTimeOffset.FromUnixTimeSeconds(1_700_000_100), ModifiedBefore = DateTimeOffset.FromUnixTimeSeconds(1_700_000_120) },
            number => number is >= 100 and < 120);
        AssertFiltered(gallery, new GallerySearchOptions { Labels = ["label3"], Splits = ["train"] }, _ => false);
    }

    [Fact]
    public void Search_LeavesOutWhatIsLessSimilar()
    {
        VectorGallery.Add(GalleryPath, 0, 2000);
        using Gallery gallery = Gallery.Open(GalleryPath);
        MatchList all = gallery.Search(VectorGallery.Query(3), 2000);

        MatchList some = gallery.Search(VectorGallery.Query(3), 2000, new GallerySearchOptions { MinimumSimilarity = 0.5 });

        Assert.Equal(all.TakeWhile(match => match.Similarity >= 0.5), some);
    }

    [Fact]
    public void DamagedOrForeignFiles_AreNeverTrusted_AndBuiltAgain()
    {
        VectorGallery.Add(GalleryPath, 0, 21_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        string path = Path.Combine(GalleryPath, "codes.bin");
        byte[] sound = File.ReadAllBytes(path);
        Random random = new(1);
        for (int mutation = 0; mutation < 40; mutation++)
        {
            byte[] damaged = [.. sound];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, mutation % 4 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);

            using Gallery gallery = Gallery.Open(GalleryPath);
            MatchList found = gallery.Search(VectorGallery.Query(mutation), 10);

            Assert.Equal(SearchMode.Exact, found.Mode);
            Assert.Equal(gallery.Search(VectorGallery.Query(mutation), 10, new GallerySearchOptions { Mode = SearchMode.Exact }), found);
        }

        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);

        Assert.Equal(sound, File.ReadAllBytes(path));
    }

    [Fact]
    public void AnIndexThatTurnedOutToBeDamaged_IsUsedToTheEndOfItsSearches_AndClosedWithTheGallery()
    {
        VectorGallery.Add(GalleryPath, 0, 20_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        string path = Path.Combine(GalleryPath, "codes.bin");
        using VectorFile vectors = VectorFile.Open(Path.Combine(GalleryPath, "vectors.f16"), VectorGallery.Dimensions, 20_000);
        GalleryIndexes indexes = new(GalleryPath, vectors, RecallFloor.Default);
        IVectorIndex codes = indexes.Ready().Way.Index;

        Assert.False(indexes.DropDamaged(new IndexFormatException(Path.Combine(GalleryPath, "vectors.f16"), "damaged")));
        Assert.Same(codes, indexes.Ready().Way.Index);
        Assert.True(indexes.DropDamaged(new IndexFormatException(path, "damaged")));
        Assert.True(indexes.DropDamaged(new IndexFormatException(path, "damaged")));

        Assert.Equal(SearchMode.Exact, indexes.Ready().Mode);
        Assert.Equal(10, codes.Search(VectorGallery.Query(1), 10).Count);
        indexes.Dispose();
        Assert.ThrowsAny<Exception>(() => codes.Search(VectorGallery.Query(1), 10));
    }

    [Fact]
    public void Parse_RefusesWhatIsNoMode_OrNoRecall()
    {
        Assert.All(["", "fast", "projected:", "projected:0", "projected:-3", "Exact"], text => Assert.Throws<FormatException>(() => SearchMode.Parse(text)));
        Assert.All(["", "0", "1.5", "-0.5", "nan", "all"], text => Assert.Throws<FormatException>(() => RecallFloor.Parse(text)));
        Assert.Equal("exact", RecallFloor.Parse("1").ToString());
        Assert.Equal(0.95, RecallFloor.Parse("0.95").At10);
    }

    private static void AssertFiltered(Gallery gallery, GallerySearchOptions options, Func<int, bool> takes)
    {
        HashSet<string> allowed = [.. Enumerable.Range(0, 25_000).Where(takes).Select(VectorGallery.Key)];

        MatchList found = gallery.Search(VectorGallery.Query(11), 50, options);

        Assert.Equal(Math.Min(50, allowed.Count), found.Count);
        Assert.All(found, match => Assert.Contains(match.Key, allowed));
    }

    private static double Recall(Gallery gallery, SearchMode mode, int queryCount)
    {
        int found = 0;
        for (int query = 0; query < queryCount; query++)
        {
            HashSet<string> truth = [.. gallery.Search(VectorGallery.Query(query), 10, new GallerySearchOptions { Mode = SearchMode.Exact }).Select(match => match.Key)];
            found += gallery.Search(VectorGallery.Query(query), 10, new GallerySearchOptions { Mode = mode }).Count(match => truth.Contains(match.Key));
        }

        return found / (10.0 * queryCount);
    }
}
