using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Akin.Vision.Encoding;

/// <summary>Gives a session the execution provider of its device.</summary>
internal static class DeviceProvider
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Adds the provider; nothing for the processor, which ONNX Runtime always has.</summary>
    /// <exception cref="PlatformNotSupportedException">The application's ONNX Runtime has no such provider, or the machine no such device.</exception>
    public static void Append(SessionOptions settings, EncoderDevice device)
    {
        if (device.CudaIndex is not int index)
        {
            return;
        }

        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new PlatformNotSupportedException(
                $"The device {device} needs ONNX Runtime with CUDA, and this application brings the one without: reference the package Microsoft.ML.OnnxRuntime.Gpu in it, or use the device cpu.");
        }

        try
        {
            using OrtCUDAProviderOptions cuda = new();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = index.ToString(CultureInfo.InvariantCulture),

                // TF32 keeps 10 bits of a factor's mantissa: embeddings would be 1e-3 from float32's.
                ["use_tf32"] = "0",
            });
            settings.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new PlatformNotSupportedException(
                $"The device {device} cannot be used: {exception.Message.Split('\n')[0].TrimEnd('.', ' ')}; check that CUDA and cuDNN of the versions that ONNX Runtime asks for are installed, or use the device cpu.",
                exception);
        }
    }
}
