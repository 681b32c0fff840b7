using Akin.Galleries;
using CsCheck;

namespace Akin.Tests.Galleries;

/// <summary>Several queries at once: one answer to all of them, or one to each.</summary>
public sealed class GalleryQueriesTests : IDisposable
{
    private const int PictureCount = 3_000;

    /// <summary>Rows are rounded to float16 before either side reads them; what is left is float64's rounding.</summary>
    private const double Tolerance = 1e-12;

    private readonly TemporaryFolder _folder = new();

    public GalleryQueriesTests()
    {
        VectorGallery.Add(GalleryPath, 0, PictureCount);
        for (int number = 0; number < 60; number++)
        {
            VectorGallery.Remove(GalleryPath, number * 31);
        }

        VectorGallery.AddCopies(GalleryPath, 1, "copies/1a.jpg", "copies/1b.jpg", "copies/1c.jpg");
    }

    private string GalleryPath => _folder["g.akin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exact")]
    [InlineData("codes")]
    [InlineData("clustered")]
    [InlineData("hash")]
    [InlineData("projected:12")]
    public void SearchMany_AnswersAsOneByOne(string mode)
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        GallerySearchOptions[] filters = [new(), new() { Labels = ["label3", "label1"], MinimumSimilarity = 0.2 }, new() { ExceptKeys = [VectorGallery.Key(1), "none"] }];
        foreach (GallerySearchOptions options in filters.Select(filter => filter with { Mode = SearchMode.Parse(mode) }))
        {
            float[][] queries = [.. Enumerable.Range(0, 70).Select(VectorGallery.Query), gallery.ReadEmbedding(VectorGallery.Key(1)), new float[VectorGallery.Dimensions]];

            IReadOnlyList<MatchList> found = gallery.SearchMany(Together(queries), 7, options, TestContext.Current.CancellationToken);

            Assert.Equal(queries.Length, found.Count);
            for (int index = 0; index < queries.Length; index++)
            {
                MatchList alone = gallery.Search(queries[index], 7, options);
                Assert.Equal(alone, found[index]);
                Assert.Equal((alone.Mode, alone.Recall), (found[index].Mode, found[index].Recall));
            }
        }
    }

    [Fact]
    public void SearchMany_AnswersNone_AndRefusesWhatAreNoQueries()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        float[] broken = [.. VectorGallery.Query(1), .. VectorGallery.Query(2)];
        broken[^1] = float.NaN;

        Assert.Empty(gallery.SearchMany(ReadOnlyMemory<float>.Empty, 5, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => gallery.SearchMany(new float[VectorGallery.Dimensions + 1], 5, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => gallery.SearchMany(broken, 5, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => gallery.SearchMany(VectorGallery.Query(1), 0, cancellationToken: TestContext.Current.CancellationToken));
        Assert.ThrowsAny<OperationCanceledException>(() => gallery.SearchMany(Together(VectorGallery.Query(1), VectorGallery.Query(2)), 5, null, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(() => gallery.SearchTogether(ReadOnlyMemory<float>.Empty, QueryCombination.Best, 5));
        Assert.Throws<ArgumentException>(() => gallery.SearchTogether(new float[VectorGallery.Dimensions - 1], QueryCombination.Mean, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => gallery.SearchTogether(new float[VectorGallery.Dimensions], QueryCombination.Best, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => gallery.SearchTogether(new float[VectorGallery.Dimensions], (QueryCombination)7, 5));
    }

    [Fact]
    public void SearchMany_ComparesEveryPicture_WhereCodesAreDamaged()
    {
        string path = _folder["codes.akin"];
        VectorGallery.Add(path, 0, IndexUpkeep.CodesFrom);
        VectorGallery.KeepIndexes(path, RecallFloor.Default);
        float[] queries = Together(VectorGallery.Query(1), VectorGallery.Query(2), VectorGallery.Query(3), VectorGallery.Query(4), VectorGallery.Query(5));
        byte[] codes = File.ReadAllBytes(Path.Combine(path, "codes.bin"));
        codes[codes.Length / 2] ^= 4;
        File.WriteAllBytes(Path.Combine(path, "codes.bin"), codes);
        using Gallery gallery = Gallery.Open(path);

        IReadOnlyList<MatchList> found = gallery.SearchMany(queries, 10, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(found, answer => Assert.Equal(SearchMode.Exact, answer.Mode));
        Assert.Equal(gallery.Search(VectorGallery.Query(3), 10), found[2]);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("codes")]
    [InlineData("hash")]
    public void Best_GivesEachPictureItsLargestCosine(string mode)
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        Dictionary<string, float[]> rows = Rows(gallery);
        GallerySearchOptions options = new() { Mode = SearchMode.Parse(mode), MinimumSimilarity = 0.1, Labels = ["label1", "label2", "label5"] };
        HashSet<string> allowed = [.. gallery.Search(VectorGallery.Query(0), PictureCount, options with { Mode = null, MinimumSimilarity = -1 }).Select(match => match.Key)];

        Gen.Int[0, 400].Array[1, 6].Sample(
            numbers =>
            {
                float[][] queries = [.. numbers.Select(VectorGallery.Query)];

                MatchList found = gallery.SearchTogether(Together(queries), QueryCombination.Best, 12, options);

                Assert.InRange(found.Count, found.Mode == SearchMode.Hash ? 1 : 12, 12);
                Assert.All(found, match => Assert.Equal(queries.Max(query => Cosine(query, rows[match.Key])), match.Similarity, Tolerance));
                Assert.Equal(found.Select(match => match.Similarity).OrderDescending(), found.Select(match => match.Similarity));
                Assert.Equal(Enumerable.Range(1, found.Count), found.Select(match => match.Rank));
                Assert.All(found, match => Assert.Contains(match.Key, allowed));
                if (found.Mode == SearchMode.Exact)
                {
                    double[] truth = [.. allowed.Select(key => queries.Max(query => Cosine(query, rows[key]))).OrderDescending().Take(12)];
                    Assert.All(truth.Zip(found), pair => Assert.Equal(pair.First, pair.Second.Similarity, Tolerance));
                }
            },
            iter: 20);
    }

    [Fact]
    public void Mean_IsTheDirectionBetweenQueries_WhateverTheirLengths()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        Dictionary<string, float[]> rows = Rows(gallery);
        float[] first = VectorGallery.Query(1);
        float[] second = VectorGallery.Query(2);
        float[] third = VectorGallery.Query(77);
        float[] mean = [.. first.Select((component, index) => component + second[index] + third[index])];

        MatchList found = gallery.SearchTogether(Together(first, second, third), QueryCombination.Mean, 40);
        MatchList scaled = gallery.SearchTogether(Together([.. first.Select(component => component * 1e-20f)], [.. second.Select(component => component * 1e15f)], third), QueryCombination.Mean, 40);

        // Queries are of length 1 as far as float32 keeps it.
        Assert.All(found, match => Assert.Equal(Cosine(mean, rows[match.Key]), match.Similarity, 1e-6));
        Assert.Equal(found.Select(match => match.Key), scaled.Select(match => match.Key));
        Assert.Equal(gallery.Search(mean, 40).Select(match => match.Key), found.Select(match => match.Key));
    }

    [Fact]
    public void Mean_OfQueriesThatCancelOut_IsSimilarToNothing()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        float[] query = VectorGallery.Query(1);

        MatchList found = gallery.SearchTogether(Together(query, [.. query.Select(component => -component)]), QueryCombination.Mean, 3);

        Assert.Equal([0.0, 0.0, 0.0], found.Select(match => match.Similarity));
    }

    [Fact]
    public void Combine_OfOneQuery_IsThatQuery()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        float[] query = VectorGallery.Query(9);

        Assert.Equal(gallery.Search(query, 10), gallery.SearchTogether(query, QueryCombination.Best, 10));
        Assert.Equal(gallery.Search(query, 10).Select(match => match.Key), gallery.SearchTogether(query, QueryCombination.Mean, 10).Select(match => match.Key));
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("codes")]
    [InlineData("clustered")]
    public void ExceptKeys_LeavesPicturesOut_AndNeverGivesFewer(string mode)
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        float[] query = gallery.ReadEmbedding(VectorGallery.Key(1));
        GallerySearchOptions options = new() { Mode = SearchMode.Parse(mode) };
        string[] closest = [.. gallery.Search(query, 30, options).Select(match => match.Key)];
        Assert.Equal([VectorGallery.Key(1), "copies/1a.jpg", "copies/1b.jpg", "copies/1c.jpg"], closest.Take(4).Order(StringComparer.Ordinal));

        // A row whose other pictures may answer stays, one whose pictures are all left out does not take a place.
        Assert.Equal(closest.Where(key => key != VectorGallery.Key(1)).Take(10), Keys(gallery.Search(query, 10, options with { ExceptKeys = [VectorGallery.Key(1)] })));
        Assert.Equal(closest.Skip(4).Take(10), Keys(gallery.Search(query, 10, options with { ExceptKeys = [.. closest.Take(4)] })));
        Assert.Equal(closest.Skip(4).Take(10), Keys(gallery.SearchTogether(query, QueryCombination.Best, 10, options with { ExceptKeys = [.. closest.Take(4), "none", "0/none.jpg"] })));

        // Beside another filter too.
        string[] labelled = [.. Keys(gallery.Search(query, 30, options with { Labels = ["label1"] }))];
        Assert.Equal(labelled.Where(key => key != labelled[2]).Take(10), Keys(gallery.Search(query, 10, options with { Labels = ["label1"], ExceptKeys = [labelled[2]] })));
    }

    [Fact]
    public void ExceptKeys_MayLeaveEverythingOut()
    {
        using Gallery gallery = Gallery.Open(GalleryPath);
        string[] all = [.. Keys(gallery.Search(VectorGallery.Query(1), PictureCount))];

        Assert.Equal(PictureCount - 60 + 3, all.Length);
        Assert.Empty(gallery.Search(VectorGallery.Query(1), 10, new GallerySearchOptions { ExceptKeys = all }));
        Assert.Equal([all[99]], Keys(gallery.Search(VectorGallery.Query(1), 10, new GallerySearchOptions { ExceptKeys = [.. all.Where(key => key != all[99])] })));
    }

    private static IEnumerable<string> Keys(MatchList found) => found.Select(match => match.Key);

    private static float[] Together(params float[][] queries) => [.. queries.SelectMany(query => query)];

    private static Dictionary<string, float[]> Rows(Gallery gallery) =>
        gallery.Search(VectorGallery.Query(0), PictureCount).ToDictionary(match => match.Key, match => gallery.ReadEmbedding(match.Key));

    private static double Cosine(float[] left, float[] right)
    {
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int index = 0; index < left.Length; index++)
        {
            product += (double)left[index] * right[index];
            leftSquares += (double)left[index] * left[index];
            rightSquares += (double)right[index] * right[index];
        }

        return product / Math.Sqrt(leftSquares * rightSquares);
    }
}
