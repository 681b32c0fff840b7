using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>CRC-32C of rows of 320, 384, 768 and 1,280 float16 components, and of a chunk of a derived file.</summary>
[MemoryDiagnoser]
public class ChecksumBenchmarks
{
    private byte[] _data = [];

    [Params(640, 768, 1536, 2560, 262_144)]
    public int LengthInBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _data = new byte[LengthInBytes];
        new Random(20261124).NextBytes(_data);
        if (Scalar() != Facade())
        {
            throw new InvalidOperationException($"The kernels give {Scalar():X8} and {Facade():X8}.");
        }
    }

    [Benchmark(Baseline = true)]
    public uint Scalar() => Crc32C.AppendScalar(0, _data);

    [Benchmark]
    public uint Facade() => Crc32C.Compute(_data);
}
