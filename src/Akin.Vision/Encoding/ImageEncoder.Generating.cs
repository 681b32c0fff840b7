using System.Diagnostics;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Microsoft.Extensions.AI;

namespace Akin.Vision.Encoding;

/// <summary>An encoder as <c>Microsoft.Extensions.AI</c> knows embedding generators.</summary>
public sealed partial class ImageEncoder : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private const string ProviderName = "Akin";

    private EmbeddingGeneratorMetadata? _metadata;

    /// <summary>Computes the embeddings of whole picture files, several at once on the thread pool: as many as there are cores for, at <see cref="EncoderOptions.IntraOpThreads"/> each.</summary>
    /// <param name="values">The pictures, of media type <c>image/*</c>, as bytes or data URIs. The format is told by the content, not by the media type. Enumerated before the first is decoded.</param>
    /// <param name="options">Null, or what may only repeat what the encoder is: its <see cref="Dimensions"/>, and its <see cref="Name"/> or <see cref="Model"/>.</param>
    /// <param name="cancellationToken">Stops before the next picture; those under way are finished first.</param>
    /// <returns>One embedding a picture, in the pictures' order: float32 [<see cref="Dimensions"/>].</returns>
    /// <exception cref="ImageDecodeException">
    /// A picture gives no embedding; its <see cref="ImageDecodeException.PictureIndex"/> says which, the first of several, and no embedding is returned. Leave it out and call again.
    /// </exception>
    /// <exception cref="ArgumentException">A value is null, or the options ask for other dimensions or another model.</exception>
    /// <exception cref="CheckpointException">The model cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckOptions(options);
        DataContent[] pictures = [.. values];
        return Array.IndexOf(pictures, null) is int missing and >= 0
            ? throw new ArgumentException($"The picture {missing} is null.", nameof(values))
            : GenerateAllAsync(pictures, cancellationToken);
    }

    /// <summary>This encoder, and what <c>Microsoft.Extensions.AI</c> asks of it: <see cref="EmbeddingGeneratorMetadata"/>.</summary>
    /// <param name="serviceType">What is asked for.</param>
    /// <param name="serviceKey">Null: there are no keyed services.</param>
    /// <returns>The object, or null where there is none.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata ??= new EmbeddingGeneratorMetadata(ProviderName, defaultModelId: Name, defaultModelDimensions: Dimensions)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    private void CheckOptions(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is int dimensions && dimensions != Dimensions)
        {
            throw new ArgumentException($"{dimensions} dimensions were asked for, and the encoder {Name} gives {Dimensions}: ask for those, or for none.", nameof(options));
        }

        if (options?.ModelId is string model && model != Name && model != Model)
        {
            throw new ArgumentException($"The model {model} was asked for, and this encoder is {Name}: open the other one, or ask for none.", nameof(options));
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAllAsync(DataContent[] pictures, CancellationToken cancellationToken)
    {
        using Activity? activity = EncoderTelemetry.Source.StartActivity("akin.embed");
        activity?.SetTag(EncoderTelemetry.EncoderTag, Name).SetTag(EncoderTelemetry.DimensionsTag, Dimensions).SetTag(EncoderTelemetry.PictureCountTag, pictures.Length);
        try
        {
            Embedding<float>[] embeddings = await GenerateInOrderAsync(pictures, cancellationToken).ConfigureAwait(false);
            return new GeneratedEmbeddings<Embedding<float>>(embeddings);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private async Task<Embedding<float>[]> GenerateInOrderAsync(DataContent[] pictures, CancellationToken cancellationToken)
    {
        Embedding<float>[] embeddings = new Embedding<float>[pictures.Length];
        ImageDecodeException?[] faults = new ImageDecodeException?[pictures.Length];
        int firstFault = int.MaxValue;
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / _options.IntraOpThreads),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, pictures.Length, parallel, (index, _) =>
        {
            // Behind a bad picture there is nothing more to do. Those before it still run, so that the first bad one is always the one that is named.
            if (index < Volatile.Read(ref firstFault))
            {
                try
                {
                    embeddings[index] = Generate(pictures[index]);
                }
                catch (ImageDecodeException exception)
                {
                    faults[index] = exception;
                    LowerTo(ref firstFault, index);
                }
            }

            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return firstFault == int.MaxValue
            ? embeddings
            : throw new ImageDecodeException($"The picture {firstFault} of {pictures.Length} gives no embedding: {faults[firstFault]!.Message}.", faults[firstFault]!.Fault, faults[firstFault])
            {
                PictureIndex = firstFault,
            };
    }

    private static void LowerTo(ref int lowest, int value)
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref lowest);
        }
        while (value < seen && Interlocked.CompareExchange(ref lowest, value, seen) != seen);
    }

    private Embedding<float> Generate(DataContent content)
    {
        if (!content.HasTopLevelMediaType("image"))
        {
            EncoderTelemetry.Reject(PictureFault.UnknownFormat, Name);
            throw new ImageDecodeException($"its media type is {content.MediaType}, expected image/*", PictureFault.UnknownFormat);
        }

        using PixelImage picture = Decode(content.Data.Span);
        float[] embedding = new float[Dimensions];
        Encode(picture, embedding);
        return new Embedding<float>(embedding) { ModelId = Name, CreatedAt = TimeProvider.System.GetUtcNow() };
    }
}
