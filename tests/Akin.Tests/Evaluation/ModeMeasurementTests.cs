using Akin.Evaluation;
using Akin.Galleries;
using Akin.Tests.Galleries;

namespace Akin.Tests.Evaluation;

public sealed class ModeMeasurementTests : IDisposable
{
    private static readonly SearchMode[] Modes = [SearchMode.Exact, SearchMode.Codes, SearchMode.Clustered, SearchMode.Hash, SearchMode.Projected(12), SearchMode.Projected(6)];

    private readonly TemporaryFolder _folder = new();

    private string GalleryPath => _folder["g.akin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_MeasuresWhatASearchByTheModeFinds()
    {
        const int Count = 900;
        VectorGallery.Add(GalleryPath, 0, Count);
        VectorGallery.Remove(GalleryPath, 5);
        using Gallery gallery = Gallery.Open(GalleryPath);

        EvaluationReport report = await RunAsync(gallery, new EvaluationOptions { Depths = [1, 10] });

        Assert.Equal(Count - 1, report.ModeQueryCount);
        Assert.Equal(Modes, report.Modes.Select(one => one.Mode));
        Assert.Equal([1, 1], report.Modes[0].Recall);
        foreach (ModeScore score in report.Modes)
        {
            Assert.Equal(Recall(gallery, score.Mode, 1), score.Recall[0], 12);
            Assert.Equal(Recall(gallery, score.Mode, 10), score.Recall[1], 12);
            Assert.InRange(score.MedianLatency, TimeSpan.FromTicks(1), score.P95Latency);
            Assert.InRange(score.P95Latency, score.MedianLatency, score.P99Latency);
            Assert.Equal(score.Mode == SearchMode.Exact, score.BuildTime is null);
            Assert.InRange(score.BytesInMemory, 1, 10_000_000);
        }

        Assert.InRange(report.Modes[5].Recall[1], 0.1, 0.9999);
        Assert.Equal(Count * 64, report.Modes[0].BytesInMemory);
    }

    [Fact]
    public async Task Run_TakesWhatTheGalleryKeepsReady()
    {
        VectorGallery.Add(GalleryPath, 0, 20_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        using Gallery gallery = Gallery.Open(GalleryPath);

        EvaluationReport report = await RunAsync(gallery, new EvaluationOptions { SampleCount = 150, Modes = [SearchMode.Codes, SearchMode.Exact] });

        Assert.Equal([SearchMode.Codes, SearchMode.Exact], report.Modes.Select(one => one.Mode));
        Assert.Equal(150, report.ModeQueryCount);
        Assert.Null(report.Modes[0].BuildTime);
        Assert.InRange(report.Modes[0].Recall[^1], 0.97, 1);
    }

    [Fact]
    public async Task Run_BuildsWhatTurnsOutToBeDamaged()
    {
        VectorGallery.Add(GalleryPath, 0, 20_000);
        VectorGallery.KeepIndexes(GalleryPath, RecallFloor.Default);
        string path = Path.Combine(GalleryPath, "codes.bin");
        byte[] codes = File.ReadAllBytes(path);
        codes[^200_000] ^= 1;
        File.WriteAllBytes(path, codes);
        using Gallery gallery = Gallery.Open(GalleryPath);

        EvaluationReport report = await RunAsync(gallery, new EvaluationOptions { SampleCount = 20, Modes = [SearchMode.Codes] });

        Assert.NotNull(report.Modes[0].BuildTime);
        Assert.InRange(report.Modes[0].Recall[^1], 0.97, 1);
    }

    [Fact]
    public async Task Run_MeasuresModes_OfAGalleryWithoutLabels()
    {
        using Gallery gallery = LabelledGallery.Make(GalleryPath, LabelledGallery.OnACircle((null, 0), (null, 10), (null, 30), (null, 70)));

        EvaluationReport report = await RunAsync(gallery, new EvaluationOptions());

        Assert.Equal((false, 4, 4), (report.IsLabelled, report.QueryCount, report.ModeQueryCount));
        Assert.True(double.IsNaN(report.PrecisionAt1) && double.IsNaN(report.MeanAveragePrecision) && double.IsNaN(report.MeanClassAccuracy));
        Assert.Empty(report.Classes);
        Assert.Equal([1, 1, 1], report.Modes[0].Recall);
    }

    [Fact]
    public async Task Run_MeasuresNoMode_WhereThereIsNothingToFind()
    {
        using Gallery gallery = LabelledGallery.Make(GalleryPath, LabelledGallery.OnACircle((null, 0)));

        EvaluationReport report = await RunAsync(gallery, new EvaluationOptions());

        Assert.Equal((0, 0), (report.Modes.Count, report.ModeQueryCount));
    }

    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(100, 50, 50)]
    [InlineData(100, 99, 99)]
    [InlineData(101, 99, 100)]
    [InlineData(10, 95, 10)]
    public void Percentile_IsTheNearestRank(int count, int percent, int expectedTicks)
    {
        TimeSpan[] sorted = [.. Enumerable.Range(1, count).Select(ticks => TimeSpan.FromTicks(ticks))];

        Assert.Equal(TimeSpan.FromTicks(expectedTicks), ModeMeasurement.Percentile(sorted, percent));
    }

    /// <summary>The mean part of a picture's nearest ones, by an exact search, that a search by the mode gives.</summary>
    private static double Recall(Gallery gallery, SearchMode mode, int depth)
    {
        double sum = 0;
        int queryCount = 0;
        foreach (int number in Enumerable.Range(0, (int)gallery.PictureCount + 1).Where(number => number != 5))
        {
            string key = VectorGallery.Key(number);
            float[] query = gallery.ReadEmbedding(key);
            Match[] truth = Others(SearchMode.Exact);
            sum += Others(mode).Count(match => match.Similarity >= truth[^1].Similarity) / (double)depth;
            queryCount++;

            Match[] Others(SearchMode way) => [.. gallery.Search(query, 11, new GallerySearchOptions { Mode = way }).Where(match => match.Key != key).Take(depth)];
        }

        return sum / queryCount;
    }

    private static Task<EvaluationReport> RunAsync(Gallery gallery, EvaluationOptions options) =>
        GalleryEvaluation.LeaveOneOutAsync(gallery, options, cancellationToken: TestContext.Current.CancellationToken);
}
