using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Akin.Vision.Tests.Encoding;

public sealed class DependencyInjectionTests
{
    [Fact]
    public async Task AddImageEncoder_GivesOneEncoder_ThatTheContainerDisposes()
    {
        ServiceProvider services = new ServiceCollection().AddImageEncoder(options: new EncoderOptions { IntraOpThreads = 2 }).BuildServiceProvider();
        ImageEncoder encoder = services.GetRequiredService<ImageEncoder>();
        IEmbeddingGenerator<DataContent, Embedding<float>> generator = services.GetRequiredService<IEmbeddingGenerator<DataContent, Embedding<float>>>();
        using PixelImage picture = new(50, 50, new byte[7_500]);
        DataContent content = new(picture.ToPng(), "image/png");

        Embedding<float> embedding = await generator.GenerateAsync(content, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Same(encoder, generator);
        Assert.Equal(encoder.Dimensions, embedding.Dimensions);
        await services.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(content, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void AddImageEncoder_OpensNothingUntilItIsAskedFor()
    {
        using ServiceProvider services = new ServiceCollection().AddImageEncoder("/no/such/folder").BuildServiceProvider(validateScopes: true);

        Assert.Throws<CheckpointException>(() => services.GetRequiredService<ImageEncoder>());
    }

    [Fact]
    public async Task AddImageEncoder_TakesMiddlewareAroundIt()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddImageEncoder()
            .AddKeyedSingleton<IEmbeddingGenerator<DataContent, Embedding<float>>>("counted", (provider, _) => new Counting(provider.GetRequiredService<ImageEncoder>()))
            .BuildServiceProvider();
        Counting counting = (Counting)services.GetRequiredKeyedService<IEmbeddingGenerator<DataContent, Embedding<float>>>("counted");
        using PixelImage picture = new(50, 50, new byte[7_500]);

        await counting.GenerateAsync([new DataContent(picture.ToPng(), "image/png")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, counting.CallCount);
        Assert.Same(services.GetRequiredService<ImageEncoder>(), counting.GetService<ImageEncoder>());
    }

    private sealed class Counting(IEmbeddingGenerator<DataContent, Embedding<float>> inner) : DelegatingEmbeddingGenerator<DataContent, Embedding<float>>(inner)
    {
        public int CallCount { get; private set; }

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            CallCount++;
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }
}
