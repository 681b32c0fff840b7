using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>48 or 16 queries with eight rows at once, 2 x queries x 8 x dimensions operations; <c>--envVars DOTNET_EnableAVX512:0</c> and its like measure the other tiers.</summary>
[MemoryDiagnoser]
public class DotTileBenchmarks
{
    private readonly float[] _products = new float[DotTile.RowCount * DotTile.WideLanes];
    private float[] _panel = [];
    private float[] _rows = [];
    private int _strideInComponents;

    [Params(207, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [Params(DotTile.WideLanes, DotTile.NarrowLanes)]
    public int Lanes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261124);
        _strideInComponents = (Dimensions + 15) / 16 * 16;
        _rows = [.. Enumerable.Range(0, DotTile.RowCount * _strideInComponents).Select(_ => random.NextSingle() - 0.5f)];
        _panel = new float[Lanes * Dimensions];
        DotTile.Pack([.. Enumerable.Range(0, _panel.Length).Select(_ => random.NextSingle() - 0.5f)], Dimensions, Lanes, _panel);
        Scalar();
        float[] expected = [.. _products];
        Facade();
        if (expected.Zip(_products, (left, right) => MathF.Abs(left - right)).Max() > 0.001)
        {
            throw new InvalidOperationException("The kernels do not agree.");
        }
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => DotTile.MultiplyScalar(_panel, Lanes, _rows, _strideInComponents, _products);

    [Benchmark]
    public void Facade() => DotTile.Multiply(_panel, Lanes, _rows, _strideInComponents, _products, default);
}
