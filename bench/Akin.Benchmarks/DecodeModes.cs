using System.Numerics.Tensors;
using Akin.Datasets;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Akin.Vision.Preprocessing;
using NetVips;

namespace Akin.Benchmarks;

/// <summary>
/// What <see cref="DecodeMode.Fast"/> moves and saves on large photographs made of small ones: each enlarged to four times its edges, each enlarged to 12 megapixels,
/// and mosaics of 8 x 8, which have the detail of real ones.
/// </summary>
internal static class DecodeModes
{
    private const int PictureCount = 60;

    private const int MosaicCount = 15;

    private const int MosaicEdge = 8;

    /// <summary>Prints the table.</summary>
    /// <param name="folder">Pictures.</param>
    /// <param name="model">The encoder.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string folder, string model)
    {
        using ImageEncoder exact = ImageEncoder.Open(model);
        using ImageEncoder fast = ImageEncoder.Open(model, new EncoderOptions { Decoding = DecodeMode.Fast });
        string[] paths = [.. new ImageFolder(folder).Files().Select(file => file.Path)];
        string[] some = [.. Enumerable.Range(0, PictureCount).Select(index => paths[index * paths.Length / PictureCount])];
        Console.WriteLine($"{exact.Name}; CPU ms of decode and resize a picture, medians; cosine of the fast embedding to the exact one");
        Compare("enlarged 4 x", exact, fast, some.Select(path => Enlarge(path, picture => (picture.Width * 4, picture.Height * 4))));
        Compare("enlarged to 12 MP", exact, fast, some.Select(path => Enlarge(path, TwelveMegapixels)));
        Compare("mosaics of 64", exact, fast, Enumerable.Range(0, MosaicCount).Select(index => Mosaic(paths, index)));
        return 0;
    }

    /// <summary>Writes the mosaics of a folder's pictures as files.</summary>
    /// <param name="folder">Pictures.</param>
    /// <param name="target">The folder to write into.</param>
    /// <returns>The exit code.</returns>
    public static int WriteMosaics(string folder, string target)
    {
        string[] paths = [.. new ImageFolder(folder).Files().Select(file => file.Path)];
        Directory.CreateDirectory(target);
        for (int index = 0; index < PictureCount; index++)
        {
            File.WriteAllBytes(Path.Combine(target, $"{index:D2}.jpg"), Mosaic(paths, index));
        }

        return 0;
    }

    private static void Compare(string name, ImageEncoder exact, ImageEncoder fast, IEnumerable<byte[]> files)
    {
        List<double> cosines = [];
        List<double> exactMs = [];
        List<double> fastMs = [];
        string size = string.Empty;
        foreach (byte[] file in files)
        {
            using PixelImage whole = exact.Decode(file);
            size = $"{whole.Width} x {whole.Height}";
            cosines.Add(TensorPrimitives.CosineSimilarity<float>(Embed(exact, file), Embed(fast, file)));
            exactMs.Add(CpuMs(() => Prepare(exact, file)));
            fastMs.Add(CpuMs(() => Prepare(fast, file)));
        }

        cosines.Sort();
        Console.WriteLine($"{name,-18} {cosines.Count,3} of {size,-12} exact {Median(exactMs),6:F1} ms   fast {Median(fastMs),6:F1} ms   cosine least {cosines[0]:F5}   median {Median(cosines):F5}");
    }

    private static float[] Embed(ImageEncoder encoder, byte[] file)
    {
        using PixelImage picture = encoder.Decode(file);
        float[] embedding = new float[encoder.Dimensions];
        encoder.Encode(picture, embedding);
        return embedding;
    }

    private static void Prepare(ImageEncoder encoder, byte[] file)
    {
        using PixelImage picture = encoder.Decode(file);
        (int width, int height) = encoder.Processor.OutputSize(picture.OriginalWidth, picture.OriginalHeight);
        encoder.Processor.Process(picture, new float[3 * width * height]);
    }

    private static double CpuMs(Action work)
    {
        double[] rounds = new double[3];
        for (int round = 0; round < rounds.Length; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            work();
            rounds[round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        }

        return Median(rounds);
    }

    private static (int Width, int Height) TwelveMegapixels(PixelImage picture)
    {
        double scale = Math.Sqrt(12e6 / ((double)picture.Width * picture.Height));
        return ((int)(picture.Width * scale), (int)(picture.Height * scale));
    }

    private static byte[] Enlarge(string path, Func<PixelImage, (int Width, int Height)> size)
    {
        using PixelImage picture = new ImageDecoder().Decode(path);
        (int width, int height) = size(picture);
        using PixelImage large = picture.Resize(width, height, ResizeFilter.Lanczos);
        using Image image = Image.NewFromMemoryCopy(large.Pixels, width, height, 3, Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: 92);
    }

    private static byte[] Mosaic(string[] paths, int index)
    {
        Image[] tiles = [.. Enumerable.Range(index * MosaicEdge * MosaicEdge, MosaicEdge * MosaicEdge).Select(cell =>
        {
            using PixelImage picture = new ImageDecoder().Decode(paths[cell % paths.Length]);
            using PixelImage tile = picture.Resize(400, 532, ResizeFilter.Bicubic);
            return Image.NewFromMemoryCopy(tile.Pixels, tile.Width, tile.Height, 3, Enums.BandFormat.Uchar);
        })];
        using Image mosaic = Image.Arrayjoin(tiles, across: MosaicEdge);
        byte[] file = mosaic.JpegsaveBuffer(q: 92);
        foreach (Image tile in tiles)
        {
            tile.Dispose();
        }

        return file;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
