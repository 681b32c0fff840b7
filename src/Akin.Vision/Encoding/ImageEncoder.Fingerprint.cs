using System.Globalization;
using Akin.Vision.Checkpoints;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding.Quantization;

namespace Akin.Vision.Encoding;

/// <content>The number that a gallery knows its encoder by.</content>
public sealed partial class ImageEncoder
{
    /// <summary>
    /// SHA-256 of all that shapes the embeddings (weights, configuration, preprocessing, pooling, precision), 64 lower-case hexadecimal digits. The first call reads the files
    /// of the weights, a second or so a gigabyte; it may come after disposal.
    /// </summary>
    /// <exception cref="CheckpointException">A file of the weights has changed since the encoder was opened, or cannot be read. Open it again.</exception>
    public string Fingerprint
    {
        get
        {
            try
            {
                return _fingerprint.Value;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(_path, exception);
            }
        }
    }

    private static CheckpointException Unreadable(string folder, Exception cause) => new(folder, $"The checkpoint {folder} cannot be read: {cause.Message}", cause);

    /// <summary>What the options change in the numbers; nothing by default, so that a fingerprint stays what it is when an option is added.</summary>
    private static string Departures(EncoderOptions options)
    {
        string pooling = options.Pooling is Pooling named ? $" pooling {named}" : string.Empty;
        string inputSize = options.InputSize is (int height, int width) ? string.Create(CultureInfo.InvariantCulture, $" input {height} x {width}") : string.Empty;
        string decoding = options.Decoding == DecodeMode.Exact ? string.Empty : $" decoded {options.Decoding}";
        string device = options.Device.CudaIndex is null ? string.Empty : " on cuda";
        string precision = options.Precision == Precision.Float32 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" in {options.Precision} {QuantizedModel.Version}");
        return pooling + inputSize + decoding + device + precision + (options.IsRaw ? " raw" : string.Empty);
    }
}
