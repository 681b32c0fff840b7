namespace Akin.Vision.Preprocessing;

/// <content>Another size of input, in the processor's own manner.</content>
internal sealed partial record Geometry
{
    /// <summary>
    /// The geometry whose outputs are all <paramref name="height"/> x <paramref name="width"/>: what it squeezes it squeezes, and what it crops keeps its share of the picture.
    /// </summary>
    public Geometry At(int height, int width)
    {
        CentreCrop newCrop = (Crop ?? new CentreCrop(width, height)) with { Width = width, Height = height };
        return (TargetSize, Crop) switch
        {
            (TargetSize.Fixed, null) => this with { TargetSize = new TargetSize.Fixed(width, height) },
            (TargetSize.Fixed old, CentreCrop crop) => this with { TargetSize = new TargetSize.Fixed(Scaled(old.Width, width, crop.Width), Scaled(old.Height, height, crop.Height)), Crop = newCrop },
            (TargetSize.Shortest, null) => this with { TargetSize = new TargetSize.Shortest(Math.Max(height, width)), Crop = newCrop },
            (TargetSize.Shortest old, CentreCrop crop) => this with { TargetSize = new TargetSize.Shortest(Math.Max(Scaled(old.Edge, width, crop.Width), Scaled(old.Edge, height, crop.Height))), Crop = newCrop },
            _ => this with { Crop = newCrop },
        };
    }

    private static int Scaled(int edge, int newLength, int oldLength) => Math.Max(1, (int)Math.Round((double)edge * newLength / oldLength));
}
