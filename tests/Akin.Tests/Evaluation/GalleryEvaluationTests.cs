using Akin.Evaluation;
using Akin.Galleries;
using CsCheck;

namespace Akin.Tests.Evaluation;

public sealed class GalleryEvaluationTests : IDisposable
{
    private static readonly EvaluationOptions NoModes = new() { Modes = [] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_GivesTheNumbersThatAHandComputes()
    {
        // By angle: a 0: a10 b26 a40 b60; a 10: a0 b26 a40 b60; a 40: b26 b60 a10 a0; b 26: a40 a10 a0 b60; b 60: a40 b26 a10 a0.
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], LabelledGallery.OnACircle(("a", 0), ("a", 10), ("a", 40), ("b", 26), ("b", 60)));

        EvaluationReport report = await RunAsync(gallery, NoModes with { Depths = [3, 1, 5, 3] });

        Assert.Equal((5, 5, true), (report.QueryCount, report.AskableCount, report.IsLabelled));
        Assert.Equal([1, 3, 5], report.Depths);
        AssertEqual([2 / 5.0, 2 / 5.0, 8 / 25.0], report.Precision);
        AssertEqual([((1 / 2.0) + (1 / 2.0)) / 5, ((2 / 2.0) + (2 / 2.0) + (1 / 2.0) + (0 / 1.0) + (1 / 1.0)) / 5, 1], report.Recall);
        Assert.Equal(((5 / 6.0) + (5 / 6.0) + (5 / 12.0) + (1 / 4.0) + (1 / 2.0)) / 5, report.MeanAveragePrecision, 12);
        Assert.Equal((2 / 5.0, 8 / 25.0), (report.PrecisionAt1, report.PrecisionAt5));
        Assert.Equal(1 / 3.0, report.MeanClassAccuracy, 12);
        Assert.Equal(["a 3 3", "b 2 2"], report.Classes.Select(one => $"{one.Label} {one.PictureCount} {one.QueryCount}"));
        AssertEqual([2 / 3.0, 0], [.. report.Classes.Select(one => one.Accuracy)]);
        AssertEqual([((5 / 6.0) + (5 / 6.0) + (5 / 12.0)) / 3, ((1 / 4.0) + (1 / 2.0)) / 2], [.. report.Classes.Select(one => one.MeanAveragePrecision)]);
        Assert.Equal([new("a", "a", 2), new("a", "b", 1), new LabelConfusion("b", "a", 2)], report.Confusions);
        Assert.Equal((8, 12), (report.SameLabelSimilarities.Sum(), report.OtherLabelSimilarities.Sum()));
        Assert.Empty(report.Modes);
    }

    [Fact]
    public async Task Run_NamesQueriesThatNothingCanAnswer_AndCountsFilesWithoutALabel()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], LabelledGallery.OnACircle(("a", 0), ("a", 20), (null, 30), ("c", 80), (null, 81)));

        EvaluationReport report = await RunAsync(gallery, NoModes);

        Assert.Equal((2, 2), (report.QueryCount, report.UnlabelledCount));
        Assert.Equal(["c/80.jpg"], report.Unanswerable.Select(one => one.Key));
        Assert.Contains("no other picture has its label c", report.Unanswerable[0].Reason, StringComparison.Ordinal);

        // A picture without a label is nearest to the second, and an answer that is wrong; to the first it is the second.
        Assert.Equal([new("a", "a", 1), new LabelConfusion("a", null, 1)], report.Confusions.OrderBy(one => one.NearestLabel is null));
        Assert.Equal((1 + (1 / 2.0)) / 2, report.MeanAveragePrecision, 12);
    }

    [Fact]
    public async Task Run_CountsCopiesOnce_AndNeverAsAnswersToThemselves()
    {
        float[] east = [1, 0];
        float[] north = [0, 1];
        float[] northEast = [0.6f, 0.8f];
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"],
        [
            new("a/1.jpg", "a", 1, east),
            new("a/1-again.jpg", "a", 1, east),
            new("a/2.jpg", "a", 2, north),
            new("b/3.jpg", "b", 3, northEast),
            new("b/3-again.jpg", "b", 3, northEast),
        ]);

        EvaluationReport report = await RunAsync(gallery, NoModes);

        Assert.Equal((5, 3, 2), (report.PictureCount, report.ContentCount, report.RepeatedCount));
        Assert.Equal(2, report.QueryCount);
        Assert.Equal(["b/3-again.jpg"], report.Unanswerable.Select(one => one.Key));
        Assert.Equal(0, report.PrecisionAt1);
        Assert.Equal(1 / 2.0, report.MeanAveragePrecision, 12);
    }

    [Fact]
    public async Task Run_AsksAContentOfTwoLabelsForEach()
    {
        // The first lies in a and in b: the others, one of each, find it whatever their label.
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"],
        [
            new("a/both.jpg", "a", 1, [1, 0]),
            new("a/2.jpg", "a", 2, [0.8f, 0.6f]),
            new("b/3.jpg", "b", 3, [0.6f, -0.8f]),
            new("b/both.jpg", "b", 1, [1, 0]),
        ]);

        EvaluationReport report = await RunAsync(gallery, NoModes);

        Assert.Equal(4, report.QueryCount);
        Assert.Equal([new("a", "a", 2), new("b", "b", 1), new LabelConfusion("b", "a", 1)], report.Confusions.OrderBy(one => one.Label, StringComparer.Ordinal).ThenByDescending(one => one.NearestLabel));
        Assert.Equal(3 / 4.0, report.PrecisionAt1);
        Assert.Equal((1 + 1 + 1 + (1 / 2.0)) / 4, report.MeanAveragePrecision, 12);
    }

    [Fact]
    public async Task Run_OrdersEqualSimilaritiesByRow()
    {
        // All are equally similar to the first: in the order of their rows the answer is the second, or else the third.
        float[] same = [0, 1];
        using Gallery first = LabelledGallery.Make(_folder["first.akin"], [new("1", "a", 1, [1, 0]), new("2", "a", 2, same), new("3", "b", 3, same), new("4", "b", 4, same)]);
        using Gallery last = LabelledGallery.Make(_folder["last.akin"], [new("1", "a", 1, [1, 0]), new("3", "b", 3, same), new("4", "b", 4, same), new("2", "a", 2, same)]);

        EvaluationReport firstReport = await RunAsync(first, NoModes);
        EvaluationReport lastReport = await RunAsync(last, NoModes);

        // Of label a, the first picture's average precision is 1 or 1/3; the second's 1/3 in both, behind its two equals.
        Assert.Equal((1 + (1 / 3.0)) / 2, firstReport.Classes[0].MeanAveragePrecision, 12);
        Assert.Equal(((1 / 3.0) + (1 / 3.0)) / 2, lastReport.Classes[0].MeanAveragePrecision, 12);
    }

    [Fact]
    public void Run_AgreesWithAPlainComputation_OnRandomGalleries()
    {
        int made = 0;
        Gen<LabelledPicture[]> galleries = Gen.Select(Gen.Int[2, 70], Gen.Int[0, 1 << 20], Gen.Int[1, 6], Gen.Int[2, 24]).Select(RandomPictures);
        galleries.Sample(
            pictures =>
            {
                using Gallery gallery = LabelledGallery.Make(_folder[$"{Interlocked.Increment(ref made)}.akin"], pictures);
                PlainEvaluation plain = new(pictures);
                EvaluationReport report = RunAsync(gallery, NoModes with { Depths = [1, 2, 5, 10, 100] }).GetAwaiter().GetResult();

                Assert.Equal(plain.UnanswerableCount, report.Unanswerable.Count);
                Assert.Equal(plain.QueryCount > 0, report.IsLabelled);
                if (report.IsLabelled)
                {
                    AssertAgrees(plain, report);
                }
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task Run_DrawsTheSameQueriesFromTheSameSeed()
    {
        LabelledPicture[] pictures = RandomPictures((200, 5, 4, 8));
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], pictures);

        EvaluationReport all = await RunAsync(gallery, NoModes with { SampleCount = null });
        EvaluationReport some = await RunAsync(gallery, NoModes with { SampleCount = 40, Seed = 3 });
        EvaluationReport again = await RunAsync(gallery, NoModes with { SampleCount = 40, Seed = 3, WorkerCount = 1 });
        EvaluationReport other = await RunAsync(gallery, NoModes with { SampleCount = 40, Seed = 4 });

        Assert.Equal(all.AskableCount, all.QueryCount);
        Assert.Equal((40, all.AskableCount, 3), (some.QueryCount, some.AskableCount, some.Seed));
        Assert.Equal(some.MeanAveragePrecision, again.MeanAveragePrecision);
        Assert.Equal(some.Confusions, again.Confusions);
        Assert.NotEqual(some.MeanAveragePrecision, other.MeanAveragePrecision);
        Assert.Equal(all.Unanswerable, some.Unanswerable);
    }

    [Fact]
    public async Task Run_ComparesTheOrderWithAPlainComputation_AndReportsItsProgress()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], RandomPictures((60, 1, 3, 16)));
        List<EvaluationProgress> seen = [];
        InlineProgress progress = new(seen);

        EvaluationReport report = await GalleryEvaluation.LeaveOneOutAsync(gallery, NoModes with { ComparesOrder = true }, progress, TestContext.Current.CancellationToken);

        Assert.Equal(report.QueryCount, report.SameOrderCount);
        Assert.Contains(new EvaluationProgress("ranking", report.QueryCount, report.QueryCount), seen);
        Assert.Equal(report.QueryCount, seen.Count(one => one.Work == "comparing order"));
    }

    [Fact]
    public async Task Run_StopsWhereItIsCancelled()
    {
        using Gallery gallery = LabelledGallery.Make(_folder["g.akin"], RandomPictures((60, 1, 3, 16)));
        using CancellationTokenSource stop = new();
        InlineProgress progress = new(seen: [], _ => stop.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GalleryEvaluation.LeaveOneOutAsync(gallery, progress: progress, cancellationToken: stop.Token));
    }

    [Fact]
    public void Options_RefuseWhatCannotBeMeasured()
    {
        Assert.Throws<ArgumentException>(() => new EvaluationOptions { Depths = [] });
        Assert.Throws<ArgumentException>(() => new EvaluationOptions { Depths = [1, 0] });
        Assert.Throws<ArgumentException>(() => new EvaluationOptions { Depths = [EvaluationOptions.DepthLimit + 1] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationOptions { SampleCount = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationOptions { WorkerCount = 0 });
    }

    /// <summary>Random directions, some equal, with labels, copies and pictures without a label among them.</summary>
    private static LabelledPicture[] RandomPictures((int Count, int Seed, int LabelCount, int Dimensions) shape)
    {
        Random random = new(shape.Seed);
        List<LabelledPicture> pictures = [];
        for (int number = 0; number < shape.Count; number++)
        {
            int label = random.Next(shape.LabelCount + 1);
            string? name = label == 0 ? null : $"label{label}";
            LabelledPicture? known = pictures.Count > 0 && random.Next(6) == 0 ? pictures[random.Next(pictures.Count)] : null;
            bool isCopy = known is not null && random.Next(2) == 0;
            float[] embedding = known?.Embedding ?? Direction(random, shape.Dimensions);
            pictures.Add(new LabelledPicture($"{name}/{number}.jpg", name, isCopy ? known!.Content : number, embedding));
        }

        return [.. pictures];
    }

    private static float[] Direction(Random random, int dimensions)
    {
        double[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextDouble() - 0.4)];
        double length = Math.Sqrt(vector.Sum(component => component * component));
        return Array.ConvertAll(vector, component => (float)(component / length));
    }

    private static void AssertAgrees(PlainEvaluation plain, EvaluationReport report)
    {
        Assert.Equal(plain.QueryCount, report.QueryCount);
        AssertEqual([.. report.Depths.Select(plain.Precision)], report.Precision);
        AssertEqual([.. report.Depths.Select(plain.Recall)], report.Recall);
        Assert.Equal(plain.MeanAveragePrecision(), report.MeanAveragePrecision, 12);
        Assert.Equal(plain.Labels, report.Classes.Select(one => one.Label));
        AssertEqual([.. plain.Labels.Select(plain.Accuracy)], [.. report.Classes.Select(one => one.Accuracy)]);
        AssertEqual([.. plain.Labels.Select(label => plain.MeanAveragePrecision(label))], [.. report.Classes.Select(one => one.MeanAveragePrecision)]);
        Assert.All(report.Confusions, one => Assert.Equal(plain.ConfusionCount(one.Label, one.NearestLabel), one.QueryCount));
        Assert.Equal(report.QueryCount, report.Confusions.Sum(one => one.QueryCount));
        Assert.Equal((plain.PairCount(true), plain.PairCount(false)), (report.SameLabelSimilarities.Sum(), report.OtherLabelSimilarities.Sum()));
    }

    private static void AssertEqual(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    private static Task<EvaluationReport> RunAsync(Gallery gallery, EvaluationOptions options) =>
        GalleryEvaluation.LeaveOneOutAsync(gallery, options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Keeps what it is told, on the thread that tells it.</summary>
    private sealed class InlineProgress(List<EvaluationProgress> seen, Action<EvaluationProgress>? also = null) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value)
        {
            lock (seen)
            {
                seen.Add(value);
            }

            also?.Invoke(value);
        }
    }
}
