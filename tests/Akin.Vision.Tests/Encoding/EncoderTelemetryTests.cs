using System.Collections.Concurrent;
using System.Diagnostics;
using Akin.Testing;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;

namespace Akin.Vision.Tests.Encoding;

/// <summary>Runs alone: what other tests encode meanwhile would be heard, and listeners would cost them what is measured here.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class EncoderTelemetryTests
{
    private const string Alone = "telemetry";

    [Fact]
    public void Encode_TellsOfEveryPicture()
    {
        using Measurements measurements = new();
        using ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using PixelImage drawn = new(40, 40, new byte[4_800]);
        using (PixelImage picture = encoder.Decode(drawn.ToPng()))
        {
            encoder.Encode(picture, new float[encoder.Dimensions]);
        }

        encoder.EncodeRaw(new float[2 * 3 * 32 * 32], 2, 32, 32, new float[2 * encoder.Dimensions]);
        Assert.Throws<ImageDecodeException>(() => encoder.Decode("no picture"u8));
        Assert.Throws<ImageDecodeException>(() => encoder.Decode([]));

        Assert.Equal(1, measurements.Count("akin.decode.duration", "s"));
        Assert.Equal(2, measurements.Count("akin.encode.duration", "s"));
        Assert.Equal(3, measurements.Sum("akin.pictures.encoded", "{picture}"));
        Assert.Equal(2, measurements.Sum("akin.pictures.rejected", "{picture}"));
        Assert.Equal(["empty", "unknown_format"], measurements.Tags("akin.pictures.rejected", "error.type").Order());
        Assert.All(measurements.Tags("akin.encode.duration", "akin.encoder.name"), name => Assert.Equal("akin-mini", name));
        Assert.InRange(measurements.Sum("akin.encode.duration", "s"), 1e-6, 600);
    }

    [Fact]
    public async Task Activities_TellOfOpeningAndGenerating()
    {
        ConcurrentQueue<Activity> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Akin.Vision",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
        using PixelImage drawn = new(40, 40, new byte[4_800]);
        await encoder.GenerateAsync([new DataContent(drawn.ToPng(), "image/png")], cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ImageDecodeException>(() => encoder.GenerateAsync([new DataContent("no"u8.ToArray(), "image/png")], cancellationToken: TestContext.Current.CancellationToken));
        using CheckpointCopy damaged = new(SharedFiles.Fixture("encoders/vit-0"));
        File.WriteAllText(damaged["model.safetensors"], "damaged");
        Assert.Throws<CheckpointException>(() => ImageEncoder.Open(damaged.Path));

        Assert.Equal(["akin.encoder.open", "akin.embed", "akin.embed", "akin.encoder.open"], activities.Select(activity => activity.OperationName));
        Assert.All(activities.Take(3), activity => Assert.Equal("akin-mini", activity.GetTagItem("akin.encoder.name")));
        Assert.All(activities.Take(3), activity => Assert.Equal(encoder.Dimensions, activity.GetTagItem("akin.encoder.dimensions")));
        Assert.Equal(1, activities.ElementAt(1).GetTagItem("akin.pictures"));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error, ActivityStatusCode.Error], activities.Select(activity => activity.Status));
        Assert.Equal("unknown_format", activities.ElementAt(2).GetTagItem("error.type"));
        Assert.Equal(typeof(CheckpointException).FullName, activities.ElementAt(3).GetTagItem("error.type"));
    }

    [Fact]
    public void Telling_AllocatesNothing_WhenNobodyListens()
    {
        TellOfAPicture();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int picture = 0; picture < 1_000; picture++)
        {
            TellOfAPicture();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void TellOfAPicture()
    {
        EncoderTelemetry.EndDecode(EncoderTelemetry.BeginDecode(), "model");
        EncoderTelemetry.EndEncode(EncoderTelemetry.BeginEncode(), "model", 1);
        EncoderTelemetry.Reject(PictureFault.Damaged, "model");
        using Activity? activity = EncoderTelemetry.Source.StartActivity("akin.embed");
        Assert.Null(activity);
    }
}
