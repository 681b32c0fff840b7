using System.Security.Cryptography;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Datasets;

/// <summary>The way of one picture: file, pixels, model input, embedding. Thread-safe; the encoder stays its caller's.</summary>
internal sealed class PictureEmbedder(ImageEncoder encoder)
{
    /// <summary>Decodes and encodes one file, unless its bytes are the known ones.</summary>
    /// <param name="file">The file.</param>
    /// <param name="knownHash">SHA-256 of the bytes whose embedding is known already, or null.</param>
    /// <returns>The outcome; a file that cannot be read or decoded is <see cref="PictureOutcome.Rejected"/>, never an exception.</returns>
    public PictureOutcome Embed(PictureFile file, byte[]? knownHash = null)
    {
        try
        {
            using FileContent content = FileContent.Read(file.Path, DecodeLimits.Default.FileBytes);
            byte[] contentHash = SHA256.HashData(content.Bytes);
            if (knownHash is not null && contentHash.AsSpan().SequenceEqual(knownHash))
            {
                return new PictureOutcome.Unchanged(file);
            }

            using PixelImage picture = encoder.Decode(content.Bytes);
            float[] embedding = new float[encoder.Dimensions];
            encoder.Encode(picture, embedding);
            return new PictureOutcome.Embedded(file, contentHash, picture.OriginalWidth, picture.OriginalHeight, embedding);
        }
        catch (ImageDecodeException exception)
        {
            return new PictureOutcome.Rejected(file, exception.Message);
        }
    }
}
