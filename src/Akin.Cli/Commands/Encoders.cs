using Akin.Cli.Output;
using Akin.Galleries;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Commands;

/// <summary>Opens the encoder that a command works with.</summary>
internal static class Encoders
{
    /// <summary>Many pictures are spread over the cores by the workers: one thread a call.</summary>
    private const int ThreadsForMany = 1;

    /// <summary>On a single picture all cores work.</summary>
    private static readonly int ThreadsForOne = Environment.ProcessorCount;

    /// <summary>The preprocessing alone of the named encoder, or of the default one; its weights need not be there.</summary>
    public static ImageProcessor OpenProcessor(string? model, PreprocessingChain chain) => ImageEncoder.OpenProcessor(model ?? ImageEncoder.DefaultModel, chain);

    /// <summary>The named encoder, or the default one, for many pictures.</summary>
    public static ImageEncoder OpenForMany(EncoderChoice choice) => Open(choice.Model ?? ImageEncoder.DefaultModel, choice.Options(ThreadsForMany));

    /// <summary>The named encoder, or else the one that an existing gallery was made with, or else the default one.</summary>
    public static ImageEncoder OpenForIndexing(string galleryPath, EncoderChoice choice)
    {
        GalleryInfo? info = Gallery.ReadInfo(galleryPath);
        return Open(choice.Model ?? info?.Model ?? ImageEncoder.DefaultModel, choice.Options(ThreadsForMany, info?.Options));
    }

    /// <summary>The encoder for queries: the named one, or else the gallery's own. Another one than the gallery's is refused.</summary>
    public static ImageEncoder OpenForSearching(Gallery gallery, EncoderChoice choice, bool forMany)
    {
        ImageEncoder encoder = Open(choice.Model ?? gallery.Info.Model, choice.Options(forMany ? ThreadsForMany : ThreadsForOne, gallery.Info.Options));
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

    /// <summary>Opens an encoder, and says on standard error which output of an ONNX export is taken, or which tensors of its checkpoint are not used.</summary>
    private static ImageEncoder Open(string model, EncoderOptions options)
    {
        ImageEncoder encoder = ImageEncoder.Open(model, options);
        if (encoder.ChosenOutput is string chosenOutput)
        {
            Console.Error.WriteLine($"Using the output {chosenOutput}.");
        }

        if (UnusedTensors.Describe(encoder.UnusedTensors) is string line)
        {
            Console.Error.WriteLine(line);
        }

        return encoder;
    }
}
