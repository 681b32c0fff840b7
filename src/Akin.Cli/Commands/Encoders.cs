using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Checkpoints.Hub;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary>Opens the encoder that a command works with, and shows its download where there is one.</summary>
internal static class Encoders
{
    /// <summary>Many pictures are spread over the cores by the workers: one thread a call.</summary>
    private const int ThreadsForMany = 1;

    /// <summary>The preprocessing alone of the named encoder, or of the default one. A folder needs no weights; a model of the Hub is downloaded whole where it is not here.</summary>
    public static async Task<ImageProcessor> OpenProcessorAsync(string? model, PreprocessingChain chain, CancellationToken cancellationToken)
    {
        if (model is null || Directory.Exists(model))
        {
            return ImageEncoder.OpenProcessor(model ?? ImageEncoder.DefaultModel, chain);
        }

        using ImageEncoder encoder = await OpenForManyAsync(new EncoderChoice(model, Pooling: null, InputSize: null), cancellationToken);
        return ImageEncoder.OpenProcessor(encoder.Model, chain);
    }

    /// <summary>The named encoder, or the default one, for many pictures.</summary>
    public static Task<ImageEncoder> OpenForManyAsync(EncoderChoice choice, CancellationToken cancellationToken) =>
        OpenAsync(choice.Model ?? ImageEncoder.DefaultModel, choice.Options(ThreadsForMany), cancellationToken);

    /// <summary>The named encoder, or else the one that an existing gallery was made with, or else the default one.</summary>
    public static Task<ImageEncoder> OpenForIndexingAsync(string galleryPath, EncoderChoice choice, CancellationToken cancellationToken)
    {
        GalleryInfo? info = Gallery.ReadInfo(galleryPath);
        return OpenAsync(choice.Model ?? info?.Model ?? ImageEncoder.DefaultModel, choice.Options(ThreadsForMany, info?.Options), cancellationToken);
    }

    /// <summary>The encoder that a gallery is to go over to: the named one; else the one that it is on its way to, or its own with the options that are named.</summary>
    public static Task<ImageEncoder> OpenForMigratingAsync(string galleryPath, EncoderChoice choice, CancellationToken cancellationToken)
    {
        GalleryInfo? begun = Gallery.ReadMigration(galleryPath);
        bool isNamed = choice with { Threads = null } != new EncoderChoice(null, null, null);
        if (!isNamed && begun is null)
        {
            throw new BadInputException($"Name the encoder that {galleryPath} is to go over to with --model.");
        }

        GalleryInfo? kept = choice.Model is not null ? null : isNamed ? Gallery.ReadInfo(galleryPath) : begun;
        return OpenAsync(choice.Model ?? kept?.Model ?? ImageEncoder.DefaultModel, choice.Options(ThreadsForMany, kept?.Options), cancellationToken);
    }

    /// <summary>A model that gets pixel values, one input at a time: its preprocessing need not be there.</summary>
    public static Task<ImageEncoder> OpenForPixelValuesAsync(EncoderChoice choice, CancellationToken cancellationToken) =>
        OpenAsync(choice.Model ?? ImageEncoder.DefaultModel, choice.Options(choice.WorkerCount) with { TakesPixelValuesOnly = true }, cancellationToken);

    /// <summary>The encoder for queries: the named one, or else the gallery's own. Another one than the gallery's is refused.</summary>
    public static async Task<ImageEncoder> OpenForSearchingAsync(Gallery gallery, EncoderChoice choice, bool forMany, CancellationToken cancellationToken)
    {
        ImageEncoder encoder = await OpenAsync(choice.Model ?? gallery.Info.Model, choice.Options(forMany ? ThreadsForMany : choice.WorkerCount, gallery.Info.Options), cancellationToken);
        try
        {
            gallery.RequireEncoder(encoder);
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Opens an encoder, and says on standard error which output of an ONNX export is taken, what is quantised, and which tensors of its checkpoint are not used.</summary>
    private static async Task<ImageEncoder> OpenAsync(string model, EncoderOptions options, CancellationToken cancellationToken)
    {
        ImageEncoder encoder = await DownloadAndOpenAsync(model, options, cancellationToken);
        if (encoder.ChosenOutput is string chosenOutput)
        {
            Console.Error.WriteLine($"Using the output {chosenOutput}.");
        }

        if (encoder.Quantized is string quantized)
        {
            Console.Error.WriteLine($"{encoder.Name}: {quantized}.");
        }

        if (UnusedTensors.Describe(encoder.UnusedTensors) is string line)
        {
            Console.Error.WriteLine(line);
        }

        return encoder;
    }

    private static async Task<ImageEncoder> DownloadAndOpenAsync(string model, EncoderOptions options, CancellationToken cancellationToken)
    {
        using DownloadDisplay display = new();
        try
        {
            return await ImageEncoder.OpenAsync(model, options, display, cancellationToken);
        }
        catch (OperationCanceledException exception) when (display.Latest is HubProgress latest)
        {
            throw new StoppedException($"Stopped: {latest.ReceivedBytes:N0} of {latest.TotalBytes:N0} bytes of {latest.Model} are here, and the same command goes on from there.", exception);
        }
    }
}
