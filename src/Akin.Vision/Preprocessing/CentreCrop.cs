using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

/// <summary>The middle of a picture, with black around it where the picture is smaller (<c>center_crop</c> of <c>transformers.image_transforms</c>).</summary>
/// <param name="Width">Pixels across the crop.</param>
/// <param name="Height">Pixels down the crop.</param>
/// <param name="RoundsToEven">Whether a crop that lies between two pixels begins at the even one, as torchvision's <c>CenterCrop</c> does, and not at the first.</param>
internal sealed record CentreCrop(int Width, int Height, bool RoundsToEven = false)
{
    /// <summary>Where the crop meets a picture of the given size: the part of the picture, and where in the crop it begins.</summary>
    public (PixelWindow Part, int Left, int Top) Place(int width, int height)
    {
        (int sourceLeft, int targetLeft, int partWidth) = PlaceAlong(width, Width);
        (int sourceTop, int targetTop, int partHeight) = PlaceAlong(height, Height);
        return (new PixelWindow(sourceLeft, sourceTop, partWidth, partHeight), targetLeft, targetTop);
    }

    /// <summary>Puts a part into a black picture of the crop's size, and disposes it.</summary>
    public PixelImage Pad(PixelImage part, int left, int top)
    {
        using (part)
        {
            PixelImage padded = new(Width, Height);
            padded.WritablePixels.Clear();
            for (int y = 0; y < part.Height; y++)
            {
                part.Pixels.Slice(y * part.Width * 3, part.Width * 3).CopyTo(padded.WritablePixels[((((top + y) * Width) + left) * 3)..]);
            }

            return padded;
        }
    }

    private (int Source, int Target, int Length) PlaceAlong(int pictureLength, int cropLength)
    {
        // The floor of a negative half, where the picture is smaller, makes the black before it the larger half.
        double half = (pictureLength - cropLength) / 2.0;
        int start = (int)(RoundsToEven ? Math.Round(half, MidpointRounding.ToEven) : Math.Floor(half));
        return start >= 0 ? (start, 0, cropLength) : (0, -start, pictureLength);
    }
}
