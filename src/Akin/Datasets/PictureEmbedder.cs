using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;

namespace Akin.Datasets;

/// <summary>The way of one picture: file, pixels, model input, embedding. Thread-safe; the encoder stays its caller's.</summary>
internal sealed class PictureEmbedder(ImageEncoder encoder)
{
    /// <summary>Decodes and encodes one file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome; a file that cannot be read or decoded is <see cref="PictureOutcome.Rejected"/>, never an exception.</returns>
    public PictureOutcome Embed(PictureFile file) => Embed(file, recognise: null);

    /// <summary>Decodes and encodes one file, unless its bytes are known.</summary>
    /// <param name="file">The file.</param>
    /// <param name="recognise">Says what is known of the bytes with a SHA-256; null where there is nothing to recognise, and then nothing is hashed.</param>
    /// <returns>The outcome; a file that cannot be read or decoded is <see cref="PictureOutcome.Rejected"/>, never an exception.</returns>
    public PictureOutcome Embed(PictureFile file, Func<PictureFile, byte[], ContentState>? recognise)
    {
        byte[]? contentHash = null;
        try
        {
            using FileContent content = FileContent.Read(file.Path, DecodeLimits.Default.FileBytes);
            file = AsRead(file, content);
            if (recognise is null)
            {
                return Embed(file, contentHash: [], content);
            }

            contentHash = HashOf(content);
            return recognise(file, contentHash) switch
            {
                ContentState.Unchanged => new PictureOutcome.Unchanged(file),
                ContentState.Recognised => new PictureOutcome.Recognised(file, contentHash),
                _ => Embed(file, contentHash, content),
            };
        }
        catch (ImageDecodeException exception)
        {
            return new PictureOutcome.Rejected(file, exception.Message) { ContentHash = contentHash, IsUnread = exception.Fault == PictureFault.Unreadable };
        }
    }

    /// <summary>The file with the length of what was read: a copy in progress has grown since it was listed.</summary>
    private static PictureFile AsRead(PictureFile file, FileContent content) =>
        content.Bytes.Length == file.LengthInBytes ? file : file with { LengthInBytes = content.Bytes.Length };

    /// <summary>The SHA-256, apart: where a method names the class, the runtime loads its assembly before the method runs, and the system's cryptographic library is 5 MB.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] HashOf(FileContent content) => SHA256.HashData(content.Bytes);

    private PictureOutcome.Embedded Embed(PictureFile file, byte[] contentHash, FileContent content)
    {
        using PixelImage picture = encoder.Decode(content.Bytes);
        float[] embedding = new float[encoder.Dimensions];
        encoder.Encode(picture, embedding);
        return new PictureOutcome.Embedded(file, picture.OriginalWidth, picture.OriginalHeight, embedding) { ContentHash = contentHash };
    }
}
