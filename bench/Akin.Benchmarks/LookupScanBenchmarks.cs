using Akin.Vectors.Kernels;
using BenchmarkDotNet.Attributes;

namespace Akin.Benchmarks;

/// <summary>One block of 64 codes for one query, and for four.</summary>
[MemoryDiagnoser]
public unsafe class LookupScanBenchmarks
{
    private byte[] _block = [];
    private byte[] _tables = [];
    private readonly LookupScale[] _scales = [.. Enumerable.Repeat(new LookupScale(0.01f, -40), 4)];
    private readonly float[] _thresholds = new float[4];
    private readonly float[] _estimates = new float[4 * 64];
    private readonly ulong[] _reached = new ulong[4];

    /// <summary>Multiples of 16: codes are of rotated vectors.</summary>
    [Params(208, 384, 512, 768, 1024)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(20261125);
        _block = GC.AllocateArray<byte>(LookupScan.BlockInBytes(Dimensions / 8), pinned: true);
        _tables = GC.AllocateArray<byte>(4 * 4 * Dimensions, pinned: true);
        random.NextBytes(_block.AsSpan(0, 8 * Dimensions));
        foreach (ref byte entry in _tables.AsSpan())
        {
            entry = (byte)random.Next(128);
        }

        if (ScanScalar() != ScanFacade() || ScanFourFacade() != ScanFacade())
        {
            throw new InvalidOperationException("The kernels disagree.");
        }
    }

    [Benchmark(Baseline = true)]
    public ulong ScanScalar()
    {
        fixed (byte* block = _block, tables = _tables)
        fixed (float* estimates = _estimates)
        {
            return LookupScan.ScanScalar(block, Dimensions / 8, tables, _scales[0], 0, estimates);
        }
    }

    [Benchmark]
    public ulong ScanFacade()
    {
        fixed (byte* block = _block, tables = _tables)
        fixed (float* estimates = _estimates)
        {
            return LookupScan.Scan(block, Dimensions / 8, tables, _scales[0], 0, estimates);
        }
    }

    /// <summary>Four queries: to be divided by four.</summary>
    [Benchmark]
    public ulong ScanFourFacade()
    {
        byte** tables = stackalloc byte*[4];
        fixed (byte* block = _block, first = _tables)
        fixed (float* estimates = _estimates, thresholds = _thresholds)
        fixed (LookupScale* scales = _scales)
        fixed (ulong* reached = _reached)
        {
            for (int query = 0; query < 4; query++)
            {
                tables[query] = first + (query * 4 * Dimensions);
            }

            LookupScan.ScanFour(block, Dimensions / 8, tables, scales, thresholds, estimates, reached);
        }

        return _reached[0];
    }
}
