using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Preprocessing;

/// <summary>Pillow's resize written as plainly as possible: every output sample on its own, filters by their textbook formulas, sums in 64 bits.</summary>
internal static class ReferenceResize
{
    public static byte[] Resize(PixelImage source, int width, int height, string filter, bool verticalFirst)
    {
        byte[] pixels = source.Pixels.ToArray();
        return verticalFirst
            ? Across(Down(pixels, source.Width, source.Height, height, filter), source.Width, height, width, filter)
            : Down(Across(pixels, source.Width, source.Height, width, filter), width, source.Height, height, filter);
    }

    private static byte[] Across(byte[] pixels, int width, int height, int targetWidth, string filter) =>
        width == targetWidth ? pixels : Each(targetWidth, height, (x, y, colour) => Sample(width, targetWidth, x, filter, place => pixels[(((y * width) + place) * 3) + colour]));

    private static byte[] Down(byte[] pixels, int width, int height, int targetHeight, string filter) =>
        height == targetHeight ? pixels : Each(width, targetHeight, (x, y, colour) => Sample(height, targetHeight, y, filter, place => pixels[(((place * width) + x) * 3) + colour]));

    private static byte[] Each(int width, int height, Func<int, int, int, byte> sample)
    {
        byte[] result = new byte[width * height * 3];
        for (int index = 0; index < result.Length; index++)
        {
            result[index] = sample(index / 3 % width, index / 3 / width, index % 3);
        }

        return result;
    }

    private static byte Sample(int length, int targetLength, int target, string filter, Func<int, byte> at)
    {
        double scale = (double)length / targetLength;
        double stretch = Math.Max(1, scale);
        double reach = Reach(filter) * stretch;
        double centre = (target + 0.5) * scale;
        int first = Math.Max(0, (int)(centre - reach + 0.5));
        int behind = Math.Min(length, (int)(centre + reach + 0.5));
        double[] heights = [.. Enumerable.Range(first, behind - first).Select(place => Height(filter, (place - first + first - centre + 0.5) * (1 / stretch)))];
        double total = 0;
        foreach (double one in heights)
        {
            total += one;
        }

        long sum = 1L << 21;
        for (int place = first; place < behind; place++)
        {
            double weight = heights[place - first] / total * (1 << 22);
            sum += at(place) * (long)(weight < 0 ? weight - 0.5 : weight + 0.5);
        }

        return (byte)Math.Clamp(sum >> 22, 0, 255);
    }

    private static double Reach(string filter) => filter switch { "Box" => 0.5, "Bilinear" or "Hamming" => 1, "Bicubic" => 2, _ => 3 };

    private static double Height(string filter, double x)
    {
        double distance = Math.Abs(x);
        return filter switch
        {
            "Box" => x > -0.5 && x <= 0.5 ? 1 : 0,
            "Bilinear" => distance < 1 ? 1 - distance : 0,
            "Hamming" => distance >= 1 ? 0 : distance == 0 ? 1 : Math.Sin(distance * Math.PI) / (distance * Math.PI) * (0.54f + (0.46f * Math.Cos(distance * Math.PI))),
            "Bicubic" when distance < 1 => (((1.5 * distance) - 2.5) * distance * distance) + 1,
            "Bicubic" when distance < 2 => ((((distance - 5) * distance) + 8) * distance - 4) * -0.5,
            "Lanczos" when x is >= -3 and < 3 => Sinc(x) * Sinc(x / 3),
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
