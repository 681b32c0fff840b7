using Akin.Vectors.Kernels;
using CsCheck;

namespace Akin.Vectors.Tests.Kernels;

public sealed unsafe class LookupScanTests
{
    private delegate ulong Kernel(byte* block, int bytesOfARow, byte* tables, LookupScale scale, float threshold, float* estimates);

    private delegate void Filler(ReadOnlySpan<float> query, float perStep, Span<byte> tables);

    private delegate void FourKernel(byte* block, int bytesOfARow, byte** tables, LookupScale* scales, float* thresholds, float* estimates, ulong* reached);

    /// <summary>The widths take codes up to 256 bytes, as the facade knows.</summary>
    private static readonly FourKernel[] FourKernels =
        [LookupScan.ScanFour128, LookupScan.ScanFour256, LookupScan.ScanFour512, LookupScan.ScanFourInTurn, LookupScan.ScanFour];

    private static readonly Kernel[] Kernels = [LookupScan.Scan128, LookupScan.Scan256, LookupScan.Scan512, LookupScan.Scan];

    private static readonly int[] ByteCounts = [2, 4, 16, 18, 26, 40, 48, 64, 96, 128, 160, 254, 256, 258, 512, 600, 8192];

    [Fact]
    public void Fill_RoundsEveryPatternOfSignsToTheNearestStep() => Gen.Float[-3, 3].Array[4, 64].Where(query => query.Length % 4 == 0).Sample(query =>
    {
        byte[] tables = new byte[4 * query.Length];

        LookupScale scale = LookupTables.Fill(query, tables);

        double total = 0;
        for (int table = 0; table < query.Length / 4; table++)
        {
            float[] components = query[(4 * table)..((4 * table) + 4)];
            double half = components.Sum(component => Math.Abs((double)component));
            total += half;
            for (int pattern = 0; pattern < 16; pattern++)
            {
                double exact = components.Select((component, bit) => ((pattern >> bit) & 1) == 1 ? (double)component : -component).Sum() + half;

                // Half a step, and what float32 loses of numbers up to 127 steps.
                Assert.InRange(tables[(16 * table) + pattern] * (double)scale.Step, exact - (0.501 * scale.Step), exact + (0.501 * scale.Step));
            }
        }

        Assert.Equal(-total, scale.Base, 1e-4);
    });

    [Fact]
    public void Fill_IsTheSameBitsByEveryWidth_AndWritesNothingBehindTheEnd() => Gen.Float[-3, 3].Array[1, 40].Select(Gen.Float[0.1f, 40]).Sample((numbers, perStep) =>
    {
        float[] query = [.. numbers, .. numbers, .. numbers, .. numbers];
        byte[] expected = new byte[4 * query.Length];
        LookupTables.FillTablesScalar(query, perStep, expected);
        using GuardedMemory memory = new(expected.Length);
        foreach (Filler fill in (Filler[])[LookupTables.FillTables128, LookupTables.FillTables256, LookupTables.FillTables512])
        {
            Span<byte> tables = memory.Last<byte>(expected.Length);
            tables.Clear();

            fill(query, perStep, tables);

            Assert.True(tables.SequenceEqual(expected));
        }
    });

    [Fact]
    public void Fill_GivesAQueryOfZerosTheSimilarityZero()
    {
        byte[] tables = new byte[64];
        LookupScale scale = LookupTables.Fill(new float[16], tables);

        Assert.Equal(0, tables.Max());
        Assert.True(float.IsFinite(scale.Step));
        Assert.Equal(0, scale.Base);
    }

    [Fact]
    public void Scan_IsTheSameBitsByEveryWidth()
    {
        Random random = new(5);
        foreach (int byteCount in ByteCounts)
        {
            using GuardedMemory block = new(LookupScan.BlockInBytes(byteCount));
            using GuardedMemory tables = new(32 * byteCount);
            FillBlock(random, block.Last<byte>(LookupScan.BlockInBytes(byteCount)), byteCount);
            Span<byte> entries = tables.Last<byte>(32 * byteCount);
            random.NextBytes(entries);
            foreach (ref byte entry in entries)
            {
                entry &= 127;
            }

            LookupScale scale = new(0.013f, -70);
            float[] expected = new float[64];
            float[] actual = new float[64];
            fixed (byte* codes = block.Last<byte>(LookupScan.BlockInBytes(byteCount)), look = entries)
            fixed (float* wanted = expected, got = actual)
            {
                LookupScan.ScanScalar(codes, byteCount, look, scale, 0, wanted);
                float threshold = expected.Order().ElementAt(20);
                ulong reached = LookupScan.ScanScalar(codes, byteCount, look, scale, threshold, wanted);
                Assert.True(ulong.PopCount(reached) >= 44);
                foreach (Kernel kernel in Kernels)
                {
                    Array.Clear(actual);

                    Assert.Equal(reached, kernel(codes, byteCount, look, scale, threshold, got));
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void ScanFour_GivesTheBitsOfFourScans_ByEveryWidth()
    {
        Random random = new(6);
        byte** starts = stackalloc byte*[4];
        foreach (int byteCount in ByteCounts)
        {
            using GuardedMemory block = new(LookupScan.BlockInBytes(byteCount));
            using GuardedMemory tables = new(4 * 32 * byteCount);
            FillBlock(random, block.Last<byte>(LookupScan.BlockInBytes(byteCount)), byteCount);
            Span<byte> entries = tables.Last<byte>(4 * 32 * byteCount);
            foreach (ref byte entry in entries)
            {
                // The last query's tables hold the largest entries only.
                entry = (byte)random.Next(128);
            }

            entries[(3 * 32 * byteCount)..].Fill(127);
            LookupScale[] scales = [new(0.013f, -70), new(0.5f, 3), new(-0.001f, 9), new(1, 0)];
            float[] expected = new float[4 * 64];
            float[] actual = new float[4 * 64];
            float[] thresholds = new float[4];
            ulong[] wantedReached = new ulong[4];
            ulong[] gotReached = new ulong[4];
            fixed (byte* codes = block.Last<byte>(LookupScan.BlockInBytes(byteCount)), look = entries)
            fixed (float* wanted = expected, got = actual, limits = thresholds)
            fixed (LookupScale* scale = scales)
            fixed (ulong* reached = gotReached)
            {
                for (int query = 0; query < 4; query++)
                {
                    starts[query] = look + (query * 32 * byteCount);
                    LookupScan.ScanScalar(codes, byteCount, starts[query], scales[query], 0, wanted + (64 * query));
                    thresholds[query] = expected[(64 * query)..(64 * (query + 1))].Order().ElementAt(10 * query);
                    wantedReached[query] = LookupScan.ScanScalar(codes, byteCount, starts[query], scales[query], thresholds[query], wanted + (64 * query));
                }

                foreach (FourKernel kernel in FourKernels.Skip(byteCount > 256 ? 3 : 0))
                {
                    Array.Clear(actual);
                    gotReached.AsSpan().Fill(12_345);

                    kernel(codes, byteCount, starts, scale, limits, got, reached);

                    Assert.Equal(wantedReached, gotReached);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void Scan_AddsUpTheLargestEntriesWithoutOverflow()
    {
        foreach (int byteCount in ByteCounts)
        {
            byte[] block = new byte[LookupScan.BlockInBytes(byteCount)];
            byte[] tables = Enumerable.Repeat((byte)127, 32 * byteCount).ToArray();
            float[] estimates = new float[64];
            fixed (byte* codes = block, look = tables)
            fixed (float* got = estimates)
            {
                new Span<float>(codes + (64 * byteCount), 64).Fill(1);
                foreach (Kernel kernel in Kernels)
                {
                    Assert.Equal(ulong.MaxValue, kernel(codes, byteCount, look, new LookupScale(1, 0), 254f * byteCount, got));
                    Assert.All(estimates, estimate => Assert.Equal(254f * byteCount, estimate));
                }
            }
        }
    }

    [Fact]
    public void Scan_ReportsNoNaN()
    {
        byte[] block = new byte[LookupScan.BlockInBytes(16)];
        byte[] tables = new byte[512];
        float[] estimates = new float[64];
        fixed (byte* codes = block, look = tables)
        fixed (float* got = estimates)
        {
            new Span<float>(codes + (64 * 16), 64).Fill(float.NaN);
            foreach (Kernel kernel in (Kernel[])[.. Kernels, LookupScan.ScanScalar])
            {
                Assert.Equal(0UL, kernel(codes, 16, look, new LookupScale(1, 0), float.NegativeInfinity, got));
            }
        }
    }

    private static void FillBlock(Random random, Span<byte> block, int byteCount)
    {
        random.NextBytes(block);
        Span<float> factors = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(block[(64 * byteCount)..]);
        foreach (ref float factor in factors)
        {
            factor = (float)(random.NextDouble() - 0.5);
        }
    }
}
