using System.Text.Json;
using Akin.Vectors.Storage;
using Akin.Vision.Preprocessing;

namespace Akin.Cli.Verification;

/// <summary>Inputs of a model and the raw embeddings that another program computed from them: <c>pixel_values.npy</c> and <c>embedding.npy</c> in one folder.</summary>
internal sealed class EmbeddingPair : IDisposable
{
    public const string PixelValuesName = "pixel_values.npy";

    public const string EmbeddingName = "embedding.npy";

    private const string GoldenName = "golden.json";

    private const long GoldenLimitInBytes = 1 << 20;

    private readonly NpyReader _pixelValues;
    private readonly NpyReader _embeddings;
    private readonly string _folder;

    private EmbeddingPair(string folder, NpyReader pixelValues, NpyReader embeddings)
    {
        _folder = folder;
        _pixelValues = pixelValues;
        _embeddings = embeddings;
    }

    /// <summary>Inputs.</summary>
    public long Count => _pixelValues.RowCount;

    /// <summary>Pixels down.</summary>
    public int Height => (int)_pixelValues.Shape[2];

    /// <summary>Pixels across.</summary>
    public int Width => (int)_pixelValues.Shape[3];

    /// <summary>Whether both files are in a folder.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, PixelValuesName)) && File.Exists(Path.Combine(folder, EmbeddingName));

    /// <summary>Opens the pair in a folder.</summary>
    /// <exception cref="IndexFormatException">A file is damaged.</exception>
    /// <exception cref="CannotVerifyException">They are no inputs and embeddings of a model.</exception>
    public static EmbeddingPair Open(string folder)
    {
        NpyReader pixelValues = NpyReader.Open(Path.Combine(folder, PixelValuesName));
        NpyReader? embeddings = null;
        try
        {
            embeddings = NpyReader.Open(Path.Combine(folder, EmbeddingName));
            if (pixelValues.Shape is not [> 0, 3, >= 1 and <= ImageProcessor.EdgeLimit, >= 1 and <= ImageProcessor.EdgeLimit])
            {
                throw new CannotVerifyException($"{PixelValuesName} in {folder} has the shape {Shown(pixelValues)}, expected inputs x 3 x height x width.");
            }

            return embeddings.Shape.Count == 2 && embeddings.RowCount == pixelValues.RowCount
                ? new EmbeddingPair(folder, pixelValues, embeddings)
                : throw new CannotVerifyException($"{EmbeddingName} in {folder} has the shape {Shown(embeddings)}, expected {pixelValues.RowCount} x dimensions, a row for each input of {PixelValuesName}.");
        }
        catch
        {
            embeddings?.Dispose();
            pixelValues.Dispose();
            throw;
        }
    }

    /// <summary>Whether <c>golden.json</c> beside the pair says that position embeddings were interpolated to the inputs' size.</summary>
    /// <exception cref="CannotVerifyException">There is one, and it is damaged.</exception>
    public bool IsInterpolated()
    {
        FileInfo file = new(Path.Combine(_folder, GoldenName));
        if (!file.Exists)
        {
            return false;
        }

        try
        {
            using JsonDocument golden = JsonDocument.Parse(file.Length <= GoldenLimitInBytes ? File.ReadAllBytes(file.FullName) : []);
            return golden.RootElement.ValueKind == JsonValueKind.Object
                && golden.RootElement.TryGetProperty("interpolate_pos_encoding", out JsonElement value) && value.ValueKind == JsonValueKind.True;
        }
        catch (JsonException exception)
        {
            throw new CannotVerifyException($"{file.FullName} is no JSON: mend it, or remove it.", exception);
        }
    }

    /// <summary>Checks that the embeddings are as long as the model's.</summary>
    /// <exception cref="CannotVerifyException">They are not.</exception>
    public void RequireDimensions(int dimensions, string model)
    {
        if (_embeddings.RowLength != dimensions)
        {
            throw new CannotVerifyException($"{EmbeddingName} in {_folder} has {_embeddings.RowLength} dimensions, and {model} gives {dimensions}: it was made by another model, or with another pooling.");
        }
    }

    /// <summary>Reads the next input [3, height, width] and its embedding.</summary>
    public void Read(Span<float> pixelValues, Span<float> embedding)
    {
        _pixelValues.Read(pixelValues);
        _embeddings.Read(embedding);
    }

    public void Dispose()
    {
        _pixelValues.Dispose();
        _embeddings.Dispose();
    }

    private static string Shown(NpyReader array) => string.Join(" x ", array.Shape);
}
