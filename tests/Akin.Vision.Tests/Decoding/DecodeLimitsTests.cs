using Akin.Testing;
using Akin.Vision.Decoding;
using NetVips;

namespace Akin.Vision.Tests.Decoding;

/// <summary>Each limit refuses what is beyond it with a reason that says so, and nothing else.</summary>
public sealed class DecodeLimitsTests
{
    private const int Edge = 1500;

    private static readonly byte[] Progressive = Save(image => image.JpegsaveBuffer(interlace: true, subsampleMode: Enums.ForeignSubsample.Off));
    private static readonly byte[] Baseline = Save(image => image.JpegsaveBuffer(subsampleMode: Enums.ForeignSubsample.Off));

    [Fact]
    public void Frames_RefusesAnAnimation()
    {
        byte[] animation = File.ReadAllBytes(SharedFiles.Fixture("decode/anim.gif"));

        Assert.Contains("frames", Refusal(animation, new DecodeLimits { Frames = 1 }), StringComparison.Ordinal);
        Read(animation, new DecodeLimits { Frames = 2 });
    }

    [Fact]
    public void Frames_RefusesATiffOfManyPages()
    {
        byte[] pages = File.ReadAllBytes(SharedFiles.Fixture("kinds/t-pages.tiff"));

        Assert.Contains("pages", Refusal(pages, new DecodeLimits { Frames = 2 }), StringComparison.Ordinal);
        Read(pages, new DecodeLimits { Frames = 3 });
    }

    [Fact]
    public void Frames_AreCountedBeforeAGifIsOpened()
    {
        // A million frames of 16 bytes, behind a header whose screen has no pixels: libvips would speak of that first.
        byte[] frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0];
        byte[] file = [.. "GIF89a"u8, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat(frame[..15], 1_000_000).SelectMany(bytes => bytes)];

        Assert.Contains("65536", Refusal(file, DecodeLimits.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_CountsWhatAProgressiveJpegHolds()
    {
        // RGB takes 3 bytes a pixel, the coefficients of three whole components take 6.
        DecodeLimits tooLittle = new() { MemoryBytes = (9L * Edge * Edge) - 1 };

        Assert.Contains("memory", Refusal(Progressive, tooLittle), StringComparison.Ordinal);
        Read(Progressive, new DecodeLimits { MemoryBytes = 9L * Edge * Edge });
        Read(Baseline, new DecodeLimits { MemoryBytes = 3L * Edge * Edge });
    }

    [Fact]
    public void Memory_CountsTheCopyThatATurnedPictureTakes()
    {
        byte[] turned = Save(image => image.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", 6)).JpegsaveBuffer());

        Assert.Contains("memory", Refusal(turned, new DecodeLimits { MemoryBytes = (6L * Edge * Edge) - 1 }), StringComparison.Ordinal);
        Read(turned, new DecodeLimits { MemoryBytes = 6L * Edge * Edge });
    }

    [Fact]
    public void Time_EndsADecodeThatTakesLonger()
    {
        string reason = Refusal(Baseline, new DecodeLimits { Time = TimeSpan.FromTicks(1) });

        Assert.Contains("took more than the limit", reason, StringComparison.Ordinal);
        Read(Baseline, new DecodeLimits { Time = TimeSpan.MaxValue });
    }

    [Fact]
    public void Scans_RefusesAProgressiveJpegThatRepeatsThem()
    {
        int lastScan = Progressive.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        byte[] scan = Progressive[lastScan..^2];
        byte[] bomb = [.. Progressive[..^2], .. Enumerable.Repeat(scan, 100).SelectMany(bytes => bytes), 0xFF, 0xD9];

        Assert.Contains("scans", Refusal(bomb, DecodeLimits.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_RefuseValuesOutOfRange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { Pixels = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { Pixels = DecodeLimits.LargestPixels + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { FileBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { Frames = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { MemoryBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { Time = TimeSpan.Zero });
    }

    private static byte[] Save(Func<Image, byte[]> save)
    {
        using Image ramp = Image.Xyz(Edge, Edge);
        using Image picture = (ramp.Bandjoin(ramp.ExtractBand(0)) * 0.15).Cast(Enums.BandFormat.Uchar);
        return save(picture.Copy(interpretation: Enums.Interpretation.Srgb));
    }

    private static string Refusal(byte[] file, DecodeLimits limits) =>
        Assert.Throws<ImageDecodeException>(() => new ImageDecoder(limits).Decode(file)).Message;

    private static void Read(byte[] file, DecodeLimits limits)
    {
        using PixelImage picture = new ImageDecoder(limits).Decode(file);
        Assert.True(picture.Width > 0);
    }
}
