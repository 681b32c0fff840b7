using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Akin.Vision.Decoding;
using Akin.Vision.Preprocessing;
using NetVips;

namespace Akin.Benchmarks;

/// <summary>The resize beside Pillow's, in turns on one thread each: CPU milliseconds a resize, and whether both gave the same bytes.</summary>
internal static class ResizePeers
{
    /// <summary>Rounds, of which the medians count.</summary>
    private const int RoundCount = 9;

    private const int ResizesPerRound = 5;

    private static readonly (int FromWidth, int FromHeight, int Width, int Height)[] Sizes = [(4000, 3000, 341, 256), (400, 533, 224, 298), (64, 64, 224, 224)];

    /// <summary>Prints the table.</summary>
    /// <param name="python">The interpreter that has Pillow.</param>
    /// <returns>The exit code: 1 where any bytes differ.</returns>
    public static int Run(string python)
    {
        bool isEqual = true;
        foreach ((int fromWidth, int fromHeight, int width, int height) in Sizes)
        {
            using PixelImage picture = Draw(fromWidth, fromHeight);
            string path = Path.Combine(Path.GetTempPath(), $"akin-resize-{Environment.ProcessId}.ppm");
            WritePortablePixmap(path, picture);
            try
            {
                isEqual &= Compare(python, path, picture, width, height);
            }
            finally
            {
                File.Delete(path);
            }
        }

        return isEqual ? 0 : 1;
    }

    private static bool Compare(string python, string path, PixelImage picture, int width, int height)
    {
        using Process pillow = Process.Start(new ProcessStartInfo(python, [Path.Combine("bench", "peers", "pillow_resize.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        pillow.StandardInput.WriteLine(path);
        pillow.StandardInput.Flush();
        Console.WriteLine($"{picture.Width} x {picture.Height} -> {width} x {height}, CPU ms a resize, medians of {RoundCount} rounds; Pillow {pillow.StandardOutput.ReadLine()}");
        bool isEqual = true;
        foreach (ResizeFilter filter in (ResizeFilter[])[ResizeFilter.Bilinear, ResizeFilter.Bicubic, ResizeFilter.Lanczos, ResizeFilter.Box, ResizeFilter.Hamming, ResizeFilter.Nearest])
        {
            double[] ours = new double[RoundCount];
            double[] theirs = new double[RoundCount];
            string[] answer = [];
            string ourHash = string.Empty;
            for (int round = -1; round < RoundCount; round++)
            {
                pillow.StandardInput.WriteLine($"{filter} {width} {height} {ResizesPerRound}");
                pillow.StandardInput.Flush();
                answer = pillow.StandardOutput.ReadLine()!.Split(' ');
                (double seconds, ourHash) = Measure(picture, width, height, filter);
                if (round >= 0)
                {
                    ours[round] = seconds * 1000 / ResizesPerRound;
                    theirs[round] = double.Parse(answer[0], CultureInfo.InvariantCulture) * 1000 / ResizesPerRound;
                }
            }

            Array.Sort(ours);
            Array.Sort(theirs);
            bool isSame = ourHash == answer[1];
            isEqual &= isSame;
            Console.WriteLine($"  {filter,-9} Akin {ours[RoundCount / 2],8:F3}   Pillow {theirs[RoundCount / 2],8:F3}   ratio {theirs[RoundCount / 2] / ours[RoundCount / 2],6:F2}   bytes {(isSame ? "equal" : "DIFFER")}");
        }

        Console.WriteLine($"  libvips' thumbnail_image, which gives other bytes: {ThumbnailMs(picture, width, height),8:F3}");
        return isEqual;
    }

    /// <summary>libvips' own resize of pixels in memory, on one thread: shrink by boxes, then Lanczos.</summary>
    private static double ThumbnailMs(PixelImage picture, int width, int height)
    {
        double[] rounds = new double[RoundCount];
        using Image image = Image.NewFromMemoryCopy(picture.Pixels, picture.Width, picture.Height, 3, Enums.BandFormat.Uchar);
        for (int round = -1; round < RoundCount; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int resize = 0; resize < ResizesPerRound; resize++)
            {
                using Image thumbnail = image.ThumbnailImage(width, height, size: Enums.Size.Force);
                NetVips.NetVips.Free(thumbnail.WriteToMemory(out _));
            }

            rounds[Math.Max(0, round)] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / ResizesPerRound;
        }

        Array.Sort(rounds);
        return rounds[RoundCount / 2];
    }

    private static (double Seconds, string Hash) Measure(PixelImage picture, int width, int height, ResizeFilter filter)
    {
        PixelImage? last = null;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int resize = 0; resize < ResizesPerRound; resize++)
        {
            last?.Dispose();
            last = PillowResize.Resize(picture, width, height, filter);
        }

        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        string hash = Convert.ToHexStringLower(SHA256.HashData(last!.Pixels));
        last.Dispose();
        return (seconds, hash);
    }

    /// <summary>Gradients, edges and noise, so that rounding and clipping are met.</summary>
    private static PixelImage Draw(int width, int height)
    {
        Random random = new(20261124);
        byte[] pixels = new byte[width * height * 3];
        for (int index = 0; index < pixels.Length; index++)
        {
            int x = index / 3 % width;
            int y = index / 3 / width;
            pixels[index] = (byte)Math.Clamp((x * 255 / width) + (((x / 37) + (y / 23)) % 2 * 160) - 60 + random.Next(-30, 31), 0, 255);
        }

        return new PixelImage(width, height, pixels);
    }

    private static void WritePortablePixmap(string path, PixelImage picture)
    {
        using FileStream file = File.Create(path);
        file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P6\n{picture.Width} {picture.Height}\n255\n")));
        file.Write(picture.Pixels);
    }
}
