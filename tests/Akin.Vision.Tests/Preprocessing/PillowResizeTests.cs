using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Akin.Testing;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;
using Akin.Vision.Tests.Decoding;
using CsCheck;

namespace Akin.Vision.Tests.Preprocessing;

[Trait("Run", "EveryTier")]
public sealed class PillowResizeTests
{
    private delegate void HorizontalKernel(ReadOnlySpan<byte> source, Span<byte> target, ResizeTaps taps, int origin);

    private delegate int VerticalKernel(ReadOnlySpan<byte> source, int strideInBytes, ReadOnlySpan<int> weights, Span<byte> target, int start);

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    private static readonly Gen<(ResizeFilter Filter, int From, int To, int Seed)> Lines =
        Gen.Select(Gen.Enum<ResizeFilter>().Where(filter => filter != ResizeFilter.Nearest), Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int);

    private static readonly Gen<int> Edges = Gen.Frequency((1, Gen.Const(1)), (5, Gen.Int[1, 70]));

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
    public void Resize_EqualsThePlainFormula() => Gen.Select(
        Gen.Enum<ResizeFilter>().Where(filter => filter != ResizeFilter.Nearest), Edges, Edges, Edges, Edges, Gen.Int).Sample(
        (filter, fromWidth, fromHeight, width, height, seed) =>
        {
            using PixelImage source = new(fromWidth, fromHeight, Noise(fromWidth * fromHeight * 3, seed));
            using PixelImage actual = PillowResize.Resize(source, width, height, filter);

            byte[] expected = ReferenceResize.Resize(source, width, height, filter.ToString(), verticalFirst: fromHeight - height > Math.Max(0, 2 * (fromWidth - width)));

            Assert.True(actual.Pixels.SequenceEqual(expected));
        });

    [Fact]
    public void Resize_GoesThroughALongAxisInParts()
    {
        using PixelImage line = new(3_000_000, 2, Noise(3_000_000 * 2 * 3, 1));
        using PixelImage whole = PillowResize.Resize(line, 224, 2, ResizeFilter.Bicubic);
        for (int x = 0; x < 224; x += 31)
        {
            using PixelImage one = PillowResize.Resize(line, 224, 2, ResizeFilter.Bicubic, new PixelWindow(x, 0, 1, 2));
            Assert.Equal(one.Pixels[..3], whole.Pixels.Slice(x * 3, 3));
            Assert.Equal(one.Pixels[3..], whole.Pixels.Slice((224 + x) * 3, 3));
        }
    }

    [Fact]
    public void Horizontal128_EqualsScalar() => CompareHorizontal(PillowResize.Horizontal128);

    [Fact]
    public void Horizontal256_EqualsScalar()
    {
        Assert.SkipUnless(Avx2.IsSupported, "This machine has no AVX2, or it is switched off.");
        CompareHorizontal(PillowResize.Horizontal256);
    }

    [Fact]
    public void Horizontal512_EqualsScalar()
    {
        Assert.SkipUnless(Avx512BW.IsSupported, "This machine has no AVX-512, or it is switched off.");
        CompareHorizontal(PillowResize.Horizontal512);
    }

    [Fact]
    public void Vertical128_EqualsScalar() => CompareVertical(PillowResize.Vertical128, 16);

    [Fact]
    public void Vertical256_EqualsScalar() => CompareVertical(PillowResize.Vertical256, 32);

    [Fact]
    public void Vertical512_EqualsScalar() => CompareVertical(PillowResize.Vertical512, 64);

    private static void CompareHorizontal(HorizontalKernel kernel) => Lines.Sample(line =>
    {
        ResizeTaps taps = ResizeTaps.Of(line.Filter, line.From, line.To, 0, line.To);
        int origin = line.Seed & 1 & taps.Starts[0];
        byte[] source = Noise((line.From * 3) + PixelImage.SlackInBytes, line.Seed);
        byte[] expected = new byte[line.To * 3];
        byte[] actual = new byte[expected.Length + 1];
        PillowResize.HorizontalScalar(source.AsSpan(origin * 3), expected, taps, origin);
        kernel(source.AsSpan(origin * 3), actual.AsSpan(0, expected.Length), taps, origin);
        Assert.Equal(expected, actual[..^1]);
        Assert.Equal(0, actual[^1]);
    });

    private static void CompareVertical(VerticalKernel kernel, int bytesAtOnce) => Gen.Select(Lines, Gen.Int[1, 200], Gen.Int[0, 70]).Sample((line, rowLength, padding) =>
    {
        ResizeTaps taps = ResizeTaps.Of(line.Filter, line.From, line.To, 0, line.To);
        int stride = rowLength + padding;
        byte[] source = Noise(line.From * stride, line.Seed);
        byte[] expected = new byte[rowLength];
        byte[] actual = new byte[rowLength];
        for (int row = 0; row < line.To; row++)
        {
            ReadOnlySpan<int> weights = taps.Weights.AsSpan(row * taps.TapCount, taps.Lengths[row]);
            PillowResize.VerticalScalar(source.AsSpan(taps.Starts[row] * stride), stride, weights, expected, 0);
            int done = kernel(source.AsSpan(taps.Starts[row] * stride), stride, weights, actual, 0);
            Assert.InRange(rowLength - done, 0, bytesAtOnce - 1);
            expected.AsSpan(done).CopyTo(actual.AsSpan(done));
            Assert.Equal(expected, actual);
        }
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
