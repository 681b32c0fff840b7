using System.Runtime.InteropServices;
using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>Two rows of one bit a dimension; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class HammingBenchmarks
{
    private ulong[] _left = [];
    private ulong[] _right = [];

    [Params(207, 384, 512, 768, 1024, 8192)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261124);
        _left = new ulong[(Dimensions + 63) / 64];
        _right = new ulong[_left.Length];
        random.NextBytes(MemoryMarshal.AsBytes(_left.AsSpan()));
        random.NextBytes(MemoryMarshal.AsBytes(_right.AsSpan()));
        if (Facade() != Scalar())
        {
            throw new InvalidOperationException($"The kernels give {Facade()} and {Scalar()}.");
        }
    }

    [Benchmark(Baseline = true)]
    public int Scalar() => Hamming.DistanceScalar(_left, _right);

    [Benchmark]
    public int Facade() => Hamming.Distance(_left, _right);
}
