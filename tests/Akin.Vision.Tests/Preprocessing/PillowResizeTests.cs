using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Akin.Testing;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;
using Akin.Vision.Tests.Decoding;
using CsCheck;

namespace Akin.Vision.Tests.Preprocessing;

public sealed class PillowResizeTests
{
    private delegate void HorizontalKernel(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps);

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Gen<(ResizeFilter Filter, int From, int To, int Seed)> Lines =
        Gen.Select(Gen.Enum<ResizeFilter>().Where(filter => filter != ResizeFilter.Nearest), Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int);

    public static TheoryData<string, string, int, int, string> Cases =>
        [.. JsonSerializer.Deserialize<CaseFile>(File.ReadAllText(SharedFiles.Fixture("resize/cases.json")), Options)!.Cases
            .Select(one => (one.Source, one.Filter, one.Width, one.Height, one.Expected))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_GivesPillowsBytes(string source, string filter, int width, int height, string expected)
    {
        using PixelImage picture = GoldenPicture.ReadPng(SharedFiles.Fixture($"resize/{source}"));
        using PixelImage golden = GoldenPicture.ReadPng(SharedFiles.Fixture($"resize/{expected}"));

        using PixelImage actual = PillowResize.Resize(picture, width, height, Enum.Parse<ResizeFilter>(filter, ignoreCase: true));

        Assert.Equal((0, 0), GoldenPicture.Difference(golden, actual));
    }

    [Fact]
    public void Resize_ComputesAWindowAsPartOfTheWhole() => Gen.Select(
        Gen.Enum<ResizeFilter>(), Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int).Sample(
        (filter, fromWidth, fromHeight, width, height, seed) =>
        {
            Random random = new(seed);
            PixelWindow window = new(random.Next(width), random.Next(height), 0, 0);
            window = window with { Width = random.Next(1, width - window.Left + 1), Height = random.Next(1, height - window.Top + 1) };
            using PixelImage source = new(fromWidth, fromHeight, Noise(fromWidth * fromHeight * 3, seed));
            using PixelImage whole = PillowResize.Resize(source, width, height, filter);
            using PixelImage part = PillowResize.Resize(source, width, height, filter, window);
            for (int y = 0; y < window.Height; y++)
            {
                ReadOnlySpan<byte> expected = whole.Pixels.Slice((((window.Top + y) * width) + window.Left) * 3, window.Width * 3);
                Assert.True(expected.SequenceEqual(part.Pixels.Slice(y * window.Width * 3, window.Width * 3)));
            }
        });

    [Fact]
    public void Resize_KeepsAPictureThatHasTheSizeAlready() => Gen.Select(Gen.Enum<ResizeFilter>(), Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int).Sample((filter, width, height, seed) =>
    {
        using PixelImage source = new(width, height, Noise(width * height * 3, seed));
        using PixelImage same = PillowResize.Resize(source, width, height, filter);
        Assert.True(source.Pixels.SequenceEqual(same.Pixels));
    });

    [Fact]
    public void HorizontalAvx512_EqualsScalar()
    {
        Assert.SkipUnless(Avx512BW.IsSupported, "This machine has no AVX-512.");
        CompareHorizontal(PillowResize.HorizontalAvx512);
    }

    [Fact]
    public void HorizontalAvx2_EqualsScalar()
    {
        Assert.SkipUnless(Avx2.IsSupported, "This machine has no AVX2.");
        CompareHorizontal(PillowResize.HorizontalAvx2);
    }

    [Fact]
    public void VerticalVector_EqualsScalar() => Gen.Select(Lines, Gen.Int[1, 200]).Sample((line, rowLength) =>
    {
        ResizeTaps taps = ResizeTaps.Compute(line.Filter, line.From, line.To, 0, line.To);
        byte[] source = Noise(line.From * rowLength, line.Seed);
        byte[] expected = new byte[rowLength];
        byte[] actual = new byte[rowLength];
        for (int row = 0; row < line.To; row++)
        {
            ReadOnlySpan<int> weights = taps.Weights.AsSpan(row * taps.TapCount, taps.Lengths[row]);
            PillowResize.VerticalScalar(source.AsSpan(taps.Starts[row] * rowLength), rowLength, weights, expected, 0);
            int done = PillowResize.VerticalVector(source.AsSpan(taps.Starts[row] * rowLength), rowLength, weights, actual);
            Assert.InRange(rowLength - done, 0, Vector<byte>.Count - 1);
            expected.AsSpan(done).CopyTo(actual.AsSpan(done));
            Assert.Equal(expected, actual);
        }
    });

    private static void CompareHorizontal(HorizontalKernel kernel) => Lines.Sample(line =>
    {
        ResizeTaps taps = ResizeTaps.Compute(line.Filter, line.From, line.To, 0, line.To);
        byte[] source = Noise((line.From * 3) + PixelImage.SlackInBytes, line.Seed);
        byte[] expected = new byte[(line.To * 3) + PixelImage.SlackInBytes];
        byte[] actual = new byte[expected.Length];
        PillowResize.HorizontalScalar(source, expected, taps);
        kernel(source, actual, taps);
        Assert.Equal(expected[..(line.To * 3)], actual[..(line.To * 3)]);
    });

    private static byte[] Noise(int length, int seed)
    {
        byte[] noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    private sealed record CaseFile(IReadOnlyList<ResizeCase> Cases);

    private sealed record ResizeCase(string Source, string Filter, int Width, int Height, string Expected);
}
