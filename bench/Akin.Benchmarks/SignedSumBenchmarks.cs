using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>A list of a sparse projection over sixteen vectors at once; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class SignedSumBenchmarks
{
    private readonly float[] _sums = new float[SignedSum.BlockRows];
    private float[] _block = [];
    private ushort[] _added = [];
    private ushort[] _subtracted = [];

    [Params(207, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        SeededRandom random = new(20261124);
        _block = [.. Enumerable.Range(0, Dimensions * SignedSum.BlockRows).Select(_ => random.NextGaussian())];
        _added = [.. Enumerable.Range(0, Dimensions).Where(_ => random.Next(6) == 0).Select(position => (ushort)position)];
        _subtracted = [.. Enumerable.Range(0, Dimensions).Where(_ => random.Next(6) == 0).Select(position => (ushort)position)];
        Facade();
        float[] sums = [.. _sums];
        Scalar();
        if (!sums.AsSpan().SequenceEqual(_sums))
        {
            throw new InvalidOperationException("The kernels do not agree.");
        }
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => SignedSum.RowsScalar(_block, _added, _subtracted, _sums);

    [Benchmark]
    public void Facade() => SignedSum.Rows(_block, _added, _subtracted, _sums);
}
