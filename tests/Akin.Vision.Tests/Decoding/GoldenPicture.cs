using Akin.Vision.Decoding;
using SkiaSharp;

namespace Akin.Vision.Tests.Decoding;

/// <summary>Pictures read by Skia, a decoder that the product does not use for these formats.</summary>
internal static class GoldenPicture
{
    /// <summary>Reads an RGB or grey PNG.</summary>
    internal static PixelImage ReadPng(string path)
    {
        using SKCodec codec = SKCodec.Create(path);
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKBitmap bitmap = new(info);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, bitmap.GetPixels()));
        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        byte[] rgb = new byte[info.Width * info.Height * 3];
        for (int pixel = 0; pixel < info.Width * info.Height; pixel++)
        {
            rgba.Slice(pixel * 4, 3).CopyTo(rgb.AsSpan(pixel * 3));
        }

        return new PixelImage(info.Width, info.Height, rgb);
    }

    /// <summary>Mean and largest difference of two pictures of one size, in levels.</summary>
    internal static (double Mean, int Largest) Difference(PixelImage left, PixelImage right)
    {
        Assert.Equal((left.Width, left.Height), (right.Width, right.Height));
        ReadOnlySpan<byte> leftPixels = left.Pixels;
        ReadOnlySpan<byte> rightPixels = right.Pixels;
        long sum = 0;
        int largest = 0;
        for (int index = 0; index < leftPixels.Length; index++)
        {
            int difference = Math.Abs(leftPixels[index] - rightPixels[index]);
            sum += difference;
            largest = Math.Max(largest, difference);
        }

        return ((double)sum / leftPixels.Length, largest);
    }
}
