using Akin.Vectors.Storage;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Cli.Verification;

/// <summary>Writes what a model makes of the built-in pictures, so that others can compare: the pictures, its inputs and its raw embeddings.</summary>
internal static class PairWriter
{
    /// <summary>Writes <c>0.png</c>, <c>1.png</c> ..., <c>pixel_values.npy</c> and <c>embedding.npy</c> into a folder, which is made where there is none.</summary>
    /// <returns>How many pictures there are.</returns>
    public static int Write(string folder, ImageEncoder encoder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyList<PixelImage> pictures = BuiltInPictures.Draw();
        try
        {
            // All are of one size, and so are the inputs.
            (int width, int height) = encoder.Processor.OutputSize(pictures[0].Width, pictures[0].Height);
            using NpyWriter pixelValues = new(Path.Combine(folder, EmbeddingPair.PixelValuesName), 3, height, width);
            using NpyWriter embeddings = new(Path.Combine(folder, EmbeddingPair.EmbeddingName), encoder.Dimensions);
            float[] input = new float[3 * height * width];
            float[] embedding = new float[encoder.Dimensions];
            for (int index = 0; index < pictures.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                encoder.Processor.Process(pictures[index], input);
                encoder.EncodeRaw(input, 1, height, width, embedding);
                pixelValues.Append(input);
                embeddings.Append(embedding);
                File.WriteAllBytes(Path.Combine(folder, $"{index}.png"), pictures[index].ToPng());
            }

            pixelValues.Complete();
            embeddings.Complete();
            return pictures.Count;
        }
        finally
        {
            foreach (PixelImage picture in pictures)
            {
                picture.Dispose();
            }
        }
    }
}
