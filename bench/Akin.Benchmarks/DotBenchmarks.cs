using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>One query against one row; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class DotBenchmarks
{
    private float[] _query = [];
    private float[] _row = [];
    private Half[] _halfRow = [];

    [Params(207, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261124);
        _query = [.. Enumerable.Range(0, Dimensions).Select(_ => (random.NextSingle() - 0.5f) * Dot.HalfScale)];
        _row = [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)];
        _halfRow = [.. _row.Select(component => (Half)component)];
        double sum = _query.Zip(_halfRow, (left, right) => (double)left / Dot.HalfScale * (double)right).Sum();
        if (Math.Abs(HalfFacade() - sum) > 0.01 || Math.Abs(HalfScalar() - sum) > 0.01)
        {
            throw new InvalidOperationException($"The kernels give {HalfFacade()} and {HalfScalar()}, expected {sum}.");
        }
    }

    [Benchmark(Baseline = true)]
    public float HalfScalar() => Dot.HalfScalar(_query, _halfRow);

    [Benchmark]
    public float HalfFacade() => Dot.Half(_query, _halfRow);

    [Benchmark]
    public float FloatScalar() => Dot.FloatScalar(_query, _row);

    [Benchmark]
    public float FloatFacade() => Dot.Float(_query, _row);
}
