using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>The way of one float16 row to its code: widened, rotated, encoded.</summary>
[MemoryDiagnoser]
public class EncodingBenchmarks
{
    private Half[] _row = [];
    private float[] _widened = [];
    private float[] _rotated = [];
    private float[] _between = [];
    private float[] _centre = [];
    private ushort[] _signs = [];
    private RandomRotation _rotation = new(1, 0);

    [Params(207, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261125);
        _row = [.. Enumerable.Range(0, Dimensions).Select(_ => (Half)(random.NextSingle() - 0.5f))];
        _widened = new float[Dimensions];
        _rotation = new RandomRotation(Dimensions, 1);
        _rotated = new float[_rotation.RotatedDimensions];
        _between = new float[_rotated.Length];
        _centre = new float[_rotated.Length];
        _signs = new ushort[_rotated.Length / 16];
        WidenFacade();
        if (!_widened.SequenceEqual(_row.Select(component => (float)component)))
        {
            throw new InvalidOperationException("A widened number is another one.");
        }
    }

    [Benchmark(Baseline = true)]
    public void WidenScalar() => HalfWidening.WidenScalar(_row, _widened);

    [Benchmark]
    public void WidenFacade() => HalfWidening.Widen(_row, _widened);

    [Benchmark]
    public void Rotate() => _rotation.Apply(_widened, _rotated, _between);

    [Benchmark]
    public float Encode() => SignCode.Encode(_rotated, _centre, _signs).Squares;
}
