using System.Globalization;

namespace Akin.Vision.Encoding;

/// <summary>What an encoder runs on: the processor, which is the default, or an NVIDIA GPU.</summary>
public readonly record struct EncoderDevice
{
    private const string CpuName = "cpu";
    private const string CudaName = "cuda";

    private EncoderDevice(int cudaIndex) => CudaIndex = cudaIndex;

    /// <summary>The processor.</summary>
    public static EncoderDevice Cpu => default;

    /// <summary>The GPU's number among those that CUDA sees, from 0; null for the processor.</summary>
    public int? CudaIndex { get; }

    /// <summary>An NVIDIA GPU. The application must bring the package Microsoft.ML.OnnxRuntime.Gpu, and the machine CUDA and cuDNN.</summary>
    /// <param name="index">Its number among those that CUDA sees, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static EncoderDevice Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new EncoderDevice(index);
    }

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:N</c>.</summary>
    /// <returns>Whether the text is one of them.</returns>
    public static bool TryParse(string? text, out EncoderDevice device)
    {
        device = Cpu;
        string[] parts = text?.Split(':') ?? [];
        switch (parts)
        {
            case [CpuName]:
                return true;
            case [CudaName]:
                device = Cuda();
                return true;
            case [CudaName, string number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index):
                device = Cuda(index);
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    public override string ToString() => CudaIndex is int index ? string.Create(CultureInfo.InvariantCulture, $"{CudaName}:{index}") : CpuName;
}
