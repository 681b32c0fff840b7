using System.Globalization;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

/// <summary>How large a picture becomes before it is cropped.</summary>
internal abstract record TargetSize
{
    /// <summary>The size of a picture of the given one.</summary>
    /// <exception cref="ImageDecodeException">The picture is so elongated that its size leaves all bounds.</exception>
    public abstract (int Width, int Height) Of(int width, int height);

    /// <summary>The picture's own size.</summary>
    internal sealed record Unchanged : TargetSize
    {
        public override (int Width, int Height) Of(int width, int height) => (width, height);

        public override string ToString() => "no resize";
    }

    /// <summary>One size for all, whatever their shape.</summary>
    internal sealed record Fixed(int Width, int Height) : TargetSize
    {
        public override (int Width, int Height) Of(int width, int height) => (Width, Height);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"resize to {Width} x {Height}");
    }

    /// <summary>The shorter edge becomes this long, the other follows, rounded down.</summary>
    internal sealed record Shortest(int Edge) : TargetSize
    {
        public override (int Width, int Height) Of(int width, int height)
        {
            double longer = Math.Floor((double)((long)Edge * Math.Max(width, height)) / Math.Min(width, height));
            if (longer > int.MaxValue / 4)
            {
                throw new ImageDecodeException(string.Create(CultureInfo.InvariantCulture, $"{width} x {height} pixels are too elongated to be resized to a shorter edge of {Edge}"), PictureFault.BeyondLimits);
            }

            return width <= height ? (Edge, (int)longer) : ((int)longer, Edge);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"resize the shorter edge to {Edge}");
    }
}
