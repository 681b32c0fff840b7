using System.Runtime.InteropServices;
using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>One int8 query against one int8 row; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class DotInt8Benchmarks
{
    private sbyte[] _query = [];
    private sbyte[] _row = [];

    [Params(207, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261124);
        _query = new sbyte[Dimensions];
        _row = new sbyte[Dimensions];
        random.NextBytes(MemoryMarshal.AsBytes(_query.AsSpan()));
        random.NextBytes(MemoryMarshal.AsBytes(_row.AsSpan()));
        if (Facade() != Scalar())
        {
            throw new InvalidOperationException($"The kernels give {Facade()} and {Scalar()}.");
        }
    }

    [Benchmark(Baseline = true)]
    public int Scalar() => DotInt8.ProductScalar(_query, _row);

    [Benchmark]
    public int Facade() => DotInt8.Product(_query, _row);
}
