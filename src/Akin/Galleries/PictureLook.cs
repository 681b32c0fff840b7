using System.Security.Cryptography;
using Akin.Datasets;
using Akin.Vision.Decoding;

namespace Akin.Galleries;

/// <summary>Looks whether a folder of which no picture is as before shows any: where a run that encodes nothing has to know. Reads no further than the first.</summary>
internal static class PictureLook
{
    /// <summary>Settles the doubt of a walk.</summary>
    /// <param name="scan">The walk.</param>
    /// <param name="catalogue">The gallery's catalogue: a file whose content it has an embedding of need not be decoded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Settle(RootScan scan, Catalogue catalogue, CancellationToken cancellationToken)
    {
        if (scan.IsInDoubt)
        {
            scan.SettleDoubt(scan.ToRead.Exists(file => IsPicture(file, catalogue, cancellationToken)));
        }
    }

    private static bool IsPicture(PictureFile file, Catalogue catalogue, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using FileContent content = FileContent.Read(file.Path, DecodeLimits.Default.FileBytes);
            if (catalogue.FindContent(SHA256.HashData(content.Bytes)) is not null)
            {
                return true;
            }

            using PixelImage picture = new ImageDecoder().Decode(content.Bytes);
            return true;
        }
        catch (ImageDecodeException)
        {
            return false;
        }
    }
}
