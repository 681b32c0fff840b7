using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;

namespace Akin.Vision.Tests.Encoding;

public sealed class ImageEncoderGeneratingTests : IDisposable
{
    private readonly ImageEncoder _encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public async Task GenerateAsync_GivesEncodesEmbeddings_InOrder()
    {
        DataContent[] pictures = [.. Enumerable.Range(0, 40).Select(seed => new DataContent(Png(seed), "image/png"))];

        GeneratedEmbeddings<Embedding<float>> embeddings = await _encoder.GenerateAsync(pictures, cancellationToken: Stop);

        Assert.Equal(pictures.Length, embeddings.Count);
        for (int index = 0; index < pictures.Length; index++)
        {
            using PixelImage picture = _encoder.Decode(pictures[index].Data.Span);
            float[] expected = new float[_encoder.Dimensions];
            _encoder.Encode(picture, expected);
            Assert.Equal(expected, embeddings[index].Vector.ToArray());
            Assert.Equal(_encoder.Name, embeddings[index].ModelId);
        }
    }

    [Fact]
    public async Task GenerateAsync_TakesDataUris()
    {
        byte[] png = Png(3);
        DataContent asUri = new($"data:image/png;base64,{Convert.ToBase64String(png)}");

        Embedding<float> ofUri = await _encoder.GenerateAsync(asUri, cancellationToken: Stop);
        Embedding<float> ofBytes = await _encoder.GenerateAsync(new DataContent(png, "image/jpeg"), cancellationToken: Stop);

        Assert.Equal(ofBytes.Vector.ToArray(), ofUri.Vector.ToArray());
    }

    [Fact]
    public async Task GenerateAsync_NamesTheFirstBadPictureAndItsReason()
    {
        List<DataContent> pictures = [.. Enumerable.Range(0, 30).Select(seed => new DataContent(Png(seed), "image/png"))];
        pictures[11] = new DataContent(Png(11).AsMemory(0, 60), "image/png");
        pictures[12] = new DataContent("no picture"u8.ToArray(), "image/png");
        pictures[29] = new DataContent(ReadOnlyMemory<byte>.Empty, "image/png");
        for (int attempt = 0; attempt < 10; attempt++)
        {
            ImageDecodeException exception = await Assert.ThrowsAsync<ImageDecodeException>(() => _encoder.GenerateAsync(pictures, cancellationToken: Stop));

            Assert.Equal(11, exception.PictureIndex);
            Assert.Equal("The picture 11 of 30 gives no embedding: the PNG is truncated.", exception.Message);
            Assert.Equal(PictureFault.Damaged, exception.Fault);
        }
    }

    [Fact]
    public async Task GenerateAsync_RefusesOtherMediaTypes()
    {
        ImageDecodeException exception = await Assert.ThrowsAsync<ImageDecodeException>(() => _encoder.GenerateAsync([new DataContent(Png(0), "text/plain")], cancellationToken: Stop));

        Assert.Equal(0, exception.PictureIndex);
        Assert.Contains("text/plain, expected image/*", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_TakesOptionsThatSayWhatItIs_AndRefusesOthers()
    {
        DataContent picture = new(Png(1), "image/png");
        EmbeddingGenerationOptions same = new() { Dimensions = _encoder.Dimensions, ModelId = _encoder.Name };

        Assert.Single(await _encoder.GenerateAsync([picture], same, Stop));
        Assert.Contains(
            $"64 dimensions were asked for, and the encoder akin-mini gives {_encoder.Dimensions}",
            (await Assert.ThrowsAsync<ArgumentException>(() => _encoder.GenerateAsync([picture], new EmbeddingGenerationOptions { Dimensions = 64 }, Stop))).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => _encoder.GenerateAsync([picture], new EmbeddingGenerationOptions { ModelId = "another" }, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => _encoder.GenerateAsync([picture, null!], cancellationToken: Stop));
        Assert.Empty(await _encoder.GenerateAsync([], same, Stop));
    }

    [Fact]
    public async Task GenerateAsync_StopsWhenCancelled()
    {
        using CancellationTokenSource stop = new();
        DataContent[] pictures = [.. Enumerable.Repeat(new DataContent(Png(0), "image/png"), 20_000)];
        Task<GeneratedEmbeddings<Embedding<float>>> generation = _encoder.GenerateAsync(pictures, cancellationToken: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generation);
    }

    [Fact]
    public void GetService_GivesTheMetadataAndTheEncoder()
    {
        EmbeddingGeneratorMetadata? metadata = _encoder.GetService<EmbeddingGeneratorMetadata>();

        Assert.Equal("Akin", metadata?.ProviderName);
        Assert.Equal("akin-mini", metadata?.DefaultModelId);
        Assert.Equal(_encoder.Dimensions, metadata?.DefaultModelDimensions);
        Assert.Same(_encoder, _encoder.GetService<ImageEncoder>());
        Assert.Same(_encoder, _encoder.GetService<IEmbeddingGenerator>());
        Assert.Null(_encoder.GetService<string>());
        Assert.Null(_encoder.GetService<ImageEncoder>("key"));
    }

    private static byte[] Png(int seed)
    {
        const int edge = 40;
        Random random = new(seed);
        byte[] pixels = new byte[edge * edge * 3];
        random.NextBytes(pixels);
        using PixelImage picture = new(edge, edge, pixels);
        return picture.ToPng();
    }
}
