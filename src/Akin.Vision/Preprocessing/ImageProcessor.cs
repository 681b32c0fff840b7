using System.Globalization;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

/// <summary>
/// Makes a model's input of a picture, as a checkpoint's <c>preprocessor_config.json</c> asks: resize, crop, rescale, normalise. The numbers are those of
/// <c>transformers</c>' processors with their Pillow backend. Immutable and thread-safe.
/// </summary>
public sealed class ImageProcessor
{
    private readonly TargetSize _targetSize;
    private readonly ResizeFilter _filter;
    private readonly CentreCrop? _crop;
    private readonly ValueTable _values;

    private ImageProcessor(TargetSize targetSize, ResizeFilter filter, CentreCrop? crop, ValueTable values, string identity)
    {
        _targetSize = targetSize;
        _filter = filter;
        _crop = crop;
        _values = values;
        Identity = identity;
    }

    /// <summary>Everything that shapes the numbers, in words: two processors with the same identity make the same input of every picture.</summary>
    public string Identity { get; }

    /// <summary>Reads a <c>preprocessor_config.json</c>.</summary>
    /// <exception cref="CheckpointException">The file asks for something unknown, or holds a value that cannot be.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static ImageProcessor Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProcessorConfig config = ProcessorConfig.Read(path);
        ProcessorDefaults defaults = config.Defaults;
        (TargetSize targetSize, CentreCrop? crop) = ProcessorDefaults.Stem(config.ClassName) == "ConvNext" ? ConvNextGeometry(config) : Geometry(config);
        ResizeFilter filter = config.Filter("resample", defaults.Filter);

        double? scale = config.File.Flag("do_rescale", true) ? config.File.Number("rescale_factor", 1 / 255.0) : null;
        double offset = config.File.Flag("rescale_offset", false) ? 1 : 0;
        List<(IReadOnlyList<double> Means, IReadOnlyList<double> Deviations)> normalizations = [];
        if (config.File.Flag("do_normalize", true))
        {
            IReadOnlyList<double> deviations = config.Colours("image_std", defaults.Deviations);
            if (deviations.Contains(0))
            {
                throw config.File.Wrong("image_std", "numbers other than 0");
            }

            normalizations.Add((config.Colours("image_mean", defaults.Means), deviations));

            // EfficientNet with its classifier's weights was trained on inputs divided by the deviations twice.
            if (ProcessorDefaults.Stem(config.ClassName) == "EfficientNet" && config.File.Flag("include_top", true))
            {
                normalizations.Add(([0, 0, 0], deviations));
            }
        }

        string colours = string.Join("; ", normalizations.Select(one => $"({string.Join(", ", one.Means.Select(Exact))}) / ({string.Join(", ", one.Deviations.Select(Exact))})"));
        string identity = $"{targetSize}, {filter}; crop {(crop is null ? "none" : $"{crop.Width} x {crop.Height}")}; times {(scale is null ? "1" : Exact(scale.Value))} - {Exact(offset)}; {colours}";
        return new ImageProcessor(targetSize, filter, crop, new ValueTable(scale, offset, normalizations), identity);
    }

    /// <summary>The size of the input that a picture of <paramref name="pictureWidth"/> x <paramref name="pictureHeight"/> pixels becomes.</summary>
    /// <exception cref="ImageDecodeException">The picture is so elongated that its input leaves all bounds.</exception>
    public (int Width, int Height) OutputSize(int pictureWidth, int pictureHeight)
    {
        if (_crop is not null)
        {
            return (_crop.Width, _crop.Height);
        }

        (int width, int height) = _targetSize.Of(pictureWidth, pictureHeight);
        ImageDecoder.CheckEdges(width, height, DecodeLimits.Default);
        return (width, height);
    }

    /// <summary>Makes the input of one picture.</summary>
    /// <param name="picture">The picture; it stays its caller's.</param>
    /// <param name="pixelValues">float32 [3, height, width] of <see cref="OutputSize"/>: red, green and blue plane, row-major.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ImageDecodeException">The picture is so elongated that its input leaves all bounds.</exception>
    public void Process(PixelImage picture, Span<float> pixelValues)
    {
        ArgumentNullException.ThrowIfNull(picture);
        (int outputWidth, int outputHeight) = OutputSize(picture.Width, picture.Height);
        if (pixelValues.Length != outputWidth * outputHeight * 3)
        {
            throw new ArgumentException($"The input takes 3 x {outputHeight} x {outputWidth} values, got room for {pixelValues.Length}.", nameof(pixelValues));
        }

        using PixelImage shaped = Shape(picture);
        _values.Apply(shaped.Pixels, pixelValues);
    }

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static (TargetSize TargetSize, CentreCrop? Crop) Geometry(ProcessorConfig config)
    {
        ProcessorDefaults defaults = config.Defaults;
        TargetSize targetSize = (config.File.Flag("do_resize", true), config.Size("size")) switch
        {
            (false, _) => new TargetSize.Unchanged(),
            (_, null) when defaults.SquareEdge > 0 => new TargetSize.Fixed(defaults.SquareEdge, defaults.SquareEdge),
            (_, null) => new TargetSize.Shortest(defaults.ShortestEdge),
            (_, { Square: int edge }) when defaults.SquareEdge > 0 => new TargetSize.Fixed(edge, edge),
            (_, { Square: int edge }) => new TargetSize.Shortest(edge),
            (_, { Shortest: int edge }) => new TargetSize.Shortest(edge),
            (_, { Width: int width, Height: int height }) => new TargetSize.Fixed(width, height),
            _ => throw config.File.Wrong("size", "an edge, a height and width, or a shortest_edge"),
        };
        if (!config.File.Flag("do_center_crop", defaults.IsCropped))
        {
            return (targetSize, null);
        }

        CentreCrop crop = config.Size("crop_size") switch
        {
            null => new CentreCrop(defaults.CropEdge, defaults.CropEdge),
            { Square: int edge } => new CentreCrop(edge, edge),
            { Width: int width, Height: int height } => new CentreCrop(width, height),
            _ => throw config.File.Wrong("crop_size", "an edge, or a height and width"),
        };
        return (targetSize, crop);
    }

    /// <summary>Below 384 pixels a larger picture is cropped, above it is squeezed into a square.</summary>
    private static (TargetSize TargetSize, CentreCrop? Crop) ConvNextGeometry(ProcessorConfig config)
    {
        if (!config.File.Flag("do_resize", true))
        {
            return (new TargetSize.Unchanged(), null);
        }

        int edge = config.Size("size") switch
        {
            null => config.Defaults.ShortestEdge,
            { Square: int square } => square,
            { Shortest: int shortest } => shortest,
            _ => throw config.File.Wrong("size", "a shortest_edge"),
        };
        double cropPart = config.File.Number("crop_pct", 224 / 256.0);
        if (edge >= 384)
        {
            return (new TargetSize.Fixed(edge, edge), null);
        }

        return cropPart is > 0.01 and <= 1
            ? (new TargetSize.Shortest((int)(edge / cropPart)), new CentreCrop(edge, edge))
            : throw config.File.Wrong("crop_pct", "a number above 0.01 and at most 1");
    }

    private PixelImage Shape(PixelImage picture)
    {
        (int width, int height) = _targetSize.Of(picture.Width, picture.Height);
        if (_crop is null)
        {
            return PillowResize.Resize(picture, width, height, _filter);
        }

        (PixelWindow part, int left, int top) = _crop.Place(width, height);
        PixelImage resized = PillowResize.Resize(picture, width, height, _filter, part);
        return part.Width == _crop.Width && part.Height == _crop.Height ? resized : _crop.Pad(resized, left, top);
    }
}
