using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Encoders in dependency injection.</summary>
public static class ImageEncoderServices
{
    /// <summary>
    /// Registers one encoder for the whole application, as <see cref="ImageEncoder"/> and as <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>. It is opened when it is
    /// first asked for, which takes as long as its weights take to load, and the container disposes it.
    /// </summary>
    /// <param name="services">Where it is registered.</param>
    /// <param name="model">As for <see cref="ImageEncoder.Open"/>, whose exceptions whoever first asks for the encoder gets.</param>
    /// <param name="options">How it runs, or null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddImageEncoder(this IServiceCollection services, string model = ImageEncoder.DefaultModel, EncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return services
            .AddSingleton(_ => ImageEncoder.Open(model, options))
            .AddSingleton<IEmbeddingGenerator<DataContent, Embedding<float>>>(static provider => provider.GetRequiredService<ImageEncoder>());
    }
}
