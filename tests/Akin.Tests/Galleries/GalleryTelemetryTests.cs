using System.Collections.Concurrent;
using System.Diagnostics;
using Akin.Datasets;
using Akin.Galleries;
using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Tests.Galleries;

/// <summary>Runs alone: what other tests do meanwhile would be heard.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class GalleryTelemetryTests : IDisposable
{
    private const string Alone = "gallery telemetry";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task IndexAndSearch_TellWhatTheyDid()
    {
        ConcurrentQueue<Activity> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Akin",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using Measurements measurements = new();
        for (int index = 0; index < 4; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index}.bmp"], index);
        }

        File.WriteAllText(_folder["pictures/notes.txt"], "no picture");
        foreach (string file in Directory.EnumerateFiles(_folder["pictures"]))
        {
            // What was written just now would be read again.
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(1));
        }

        ImageEncoder encoder = DefaultEncoder.Instance;
        CancellationToken stop = TestContext.Current.CancellationToken;
        await Gallery.IndexAsync(_folder["g.akin"], _folder["pictures"], encoder, cancellationToken: stop);
        File.SetLastWriteTimeUtc(_folder["pictures/2.bmp"], DateTime.UnixEpoch);
        await Gallery.IndexAsync(_folder["g.akin"], _folder["pictures"], encoder, cancellationToken: stop);
        using (Gallery gallery = Gallery.Open(_folder["g.akin"]))
        {
            gallery.SearchPicture(encoder, _folder["pictures/1.bmp"], matchCount: 2);
            Assert.Throws<ArgumentException>(() => gallery.Search(new float[3], 1));
        }

        Assert.Throws<GalleryException>(() => Gallery.Open(_folder["none.akin"]));

        Assert.Equal(
            ["akin.gallery.open", "akin.index", "akin.gallery.open", "akin.index", "akin.gallery.open", "akin.search", "akin.search", "akin.gallery.open"],
            activities.Select(activity => activity.OperationName));
        Activity index1 = activities.ElementAt(1);
        Assert.Equal("g.akin", index1.GetTagItem("akin.gallery.name"));
        Assert.Equal("akin-mini", index1.GetTagItem("akin.encoder.name"));
        Assert.Equal(encoder.Dimensions, index1.GetTagItem("akin.encoder.dimensions"));
        Assert.Equal(4, index1.GetTagItem("akin.index.indexed"));
        Assert.Equal(4, activities.ElementAt(3).GetTagItem("akin.index.unchanged"));
        Assert.Equal(4L, activities.ElementAt(5).GetTagItem("akin.gallery.pictures"));
        Assert.Equal(2, activities.ElementAt(5).GetTagItem("akin.search.match_count"));
        Assert.Equal("exact", activities.ElementAt(5).GetTagItem("akin.search.mode"));
        Assert.Equal([6, 7], activities.Index().Where(each => each.Item.Status == ActivityStatusCode.Error).Select(each => each.Index));
        Assert.Equal(typeof(GalleryException).FullName, activities.ElementAt(7).GetTagItem("error.type"));
        Assert.Equal(1, measurements.Count("akin.search.duration", "s"));
        Assert.Equal(6, measurements.Sum("akin.index.files", "{file}"));
        Assert.Equal(
            ["indexed", "indexed", "indexed", "indexed", "rejected", "unchanged"],
            measurements.Tags("akin.index.files", "akin.index.outcome").Order());
    }

    [Fact]
    public void Search_TellsTheMode_ThatAnswered()
    {
        List<object?> modes = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Akin",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => modes.Add(activity.GetTagItem("akin.search.mode")),
        };
        VectorGallery.Add(_folder["g.akin"], 0, IndexUpkeep.CodesFrom);
        VectorGallery.KeepIndexes(_folder["g.akin"], RecallFloor.Default);
        using Gallery gallery = Gallery.Open(_folder["g.akin"]);
        ActivitySource.AddActivityListener(listener);
        using Measurements measurements = new();

        gallery.Search(VectorGallery.Query(1), 3);
        gallery.Search(VectorGallery.Query(1), 3, new GallerySearchOptions { Mode = SearchMode.Projected(8) });
        gallery.Search(VectorGallery.Query(1), 3, new GallerySearchOptions { Mode = SearchMode.Exact });

        Assert.Equal(["codes", "projected:8", "exact"], modes);
        Assert.Equal(modes, measurements.Tags("akin.search.duration", "akin.search.mode"));
    }

    [Fact]
    public void Telling_AllocatesNothing_WhenNobodyListens()
    {
        PictureOutcome outcome = new PictureOutcome.Rejected(new PictureFile("a", "a", null, 1, 1), "damaged");
        Tell(outcome);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < 1_000; index++)
        {
            Tell(outcome);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Tell(PictureOutcome outcome)
    {
        GalleryTelemetry.Settle(outcome);
        GalleryTelemetry.EndSearch(null, GalleryTelemetry.BeginSearch(), SearchMode.Codes);
    }
}
