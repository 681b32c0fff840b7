using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;

namespace Akin.Vision.Preprocessing;

/// <summary>
/// Makes a model's input of a picture, as a checkpoint's <c>preprocessor_config.json</c> asks: resize, crop, rescale, normalise. The numbers are those of
/// <c>transformers</c>' processors with their Pillow backend; docs/preprocessing.md says how far the torchvision backend is from it. Immutable and thread-safe.
/// </summary>
public sealed class ImageProcessor
{
    /// <summary>The longest edge of an input in pixels: an input of 4,096 x 4,096 takes 201 MB, and longer edges than any checkpoint asks for are a damaged number.</summary>
    public const int EdgeLimit = 4_096;

    private readonly Geometry _geometry;
    private readonly Normalization _normalization;
    private readonly ValueTable _values;
    private readonly bool _resizesInFloat;

    private ImageProcessor(Geometry geometry, Normalization normalization, bool resizesInFloat)
    {
        _geometry = geometry;
        _normalization = normalization;
        _values = new ValueTable(normalization);
        _resizesInFloat = resizesInFloat;
        Identity = $"{geometry}; {normalization}{(resizesInFloat ? "; resized in float32" : string.Empty)}";
    }

    /// <summary>Everything that shapes the numbers, in words: two processors with the same identity make the same input of every picture.</summary>
    public string Identity { get; }

    /// <summary>Opens the processor of a checkpoint's folder, which needs no weights in it.</summary>
    /// <param name="folder">A folder with a <c>preprocessor_config.json</c> (or a <c>processor_config.json</c>), and the <c>config.json</c> where that one names no class.</param>
    /// <param name="chain">Whose steps are wanted.</param>
    /// <exception cref="CheckpointException">There is no such file, or it asks for something unknown, or holds a value that cannot be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageProcessor Open(string folder, PreprocessingChain chain = PreprocessingChain.Checkpoint) => Open(folder, chain, inputSize: null);

    /// <summary>As <see cref="Open(string, PreprocessingChain)"/>, but all outputs have the size that is named.</summary>
    internal static ImageProcessor Open(string folder, PreprocessingChain chain, (int Height, int Width)? inputSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ProcessorConfig config = ProcessorConfig.Open(folder);
        bool isNotebook = chain == PreprocessingChain.Notebook;
        Geometry geometry = isNotebook ? Geometry.ReadNotebook(config) : Geometry.Read(config);
        Normalization normalization = isNotebook ? Normalization.ReadNotebook(config) : Normalization.Read(config);
        return new ImageProcessor(
            inputSize is (int height, int width) ? geometry.At(height, width) : geometry, normalization, resizesInFloat: !isNotebook && config.ResizesInFloat);
    }

    /// <summary>The size of the input that a picture of <paramref name="pictureWidth"/> x <paramref name="pictureHeight"/> pixels becomes.</summary>
    /// <exception cref="ImageDecodeException">The picture is so elongated that its input leaves all bounds.</exception>
    public (int Width, int Height) OutputSize(int pictureWidth, int pictureHeight)
    {
        if (_geometry.Crop is CentreCrop crop)
        {
            return (crop.Width, crop.Height);
        }

        (int width, int height) = ResizedSize(pictureWidth, pictureHeight);
        ImageDecoder.CheckEdges(width, height, DecodeLimits.Default);
        return (width, height);
    }

    /// <summary>The edges that a picture of <paramref name="pictureWidth"/> x <paramref name="pictureHeight"/> pixels is resized to, before it is cropped.</summary>
    internal (int Width, int Height) ResizedSize(int pictureWidth, int pictureHeight) => _geometry.TargetSize.Of(pictureWidth, pictureHeight);

    /// <summary>Makes the input of one picture.</summary>
    /// <param name="picture">The picture; it stays its caller's.</param>
    /// <param name="pixelValues">float32 [3, height, width] of <see cref="OutputSize"/> for the picture's original edges: red, green and blue plane, row-major.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ImageDecodeException">The picture is so elongated that its input leaves all bounds.</exception>
    public void Process(PixelImage picture, Span<float> pixelValues)
    {
        ArgumentNullException.ThrowIfNull(picture);
        (int outputWidth, int outputHeight) = OutputSize(picture.OriginalWidth, picture.OriginalHeight);
        if (pixelValues.Length != outputWidth * outputHeight * 3)
        {
            throw new ArgumentException($"The input takes 3 x {outputHeight} x {outputWidth} values, got room for {pixelValues.Length}.", nameof(pixelValues));
        }

        if (_resizesInFloat)
        {
            FloatResize.Resize(picture, outputWidth, outputHeight, _geometry.Filter, pixelValues);
            int planeLength = outputWidth * outputHeight;
            for (int colour = 0; colour < 3; colour++)
            {
                _normalization.Apply(pixelValues.Slice(colour * planeLength, planeLength), colour);
            }

            return;
        }

        using PixelImage shaped = Shape(picture);
        _values.Apply(shaped.Pixels, pixelValues);
    }

    private PixelImage Shape(PixelImage picture)
    {
        (int width, int height) = ResizedSize(picture.OriginalWidth, picture.OriginalHeight);
        if (_geometry.Crop is not CentreCrop crop)
        {
            return PillowResize.Resize(picture, width, height, _geometry.Filter);
        }

        (PixelWindow part, int left, int top) = crop.Place(width, height);
        PixelImage resized = PillowResize.Resize(picture, width, height, _geometry.Filter, part);
        return part.Width == crop.Width && part.Height == crop.Height ? resized : crop.Pad(resized, left, top);
    }
}
