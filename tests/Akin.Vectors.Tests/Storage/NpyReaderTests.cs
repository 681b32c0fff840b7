using System.Runtime.InteropServices;
using System.Text;
using Akin.Testing;
using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed class NpyReaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "e.npy");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void ReadToEnd_GivesWhatTheWriterWrote()
    {
        Gen.Select(Gen.Int[1, 4].Array[1, 3], Gen.Int[0, 40], Gen.Int).Sample(
            (rowShape, rowCount, seed) =>
            {
                int rowLength = rowShape.Aggregate(1, (product, length) => product * length);
                float[] values = Floats(rowCount * rowLength, seed);
                using (NpyWriter writer = new(_path, rowShape))
                {
                    for (int row = 0; row < rowCount; row++)
                    {
                        writer.Append(values.AsSpan(row * rowLength, rowLength));
                    }

                    writer.Complete();
                }

                using NpyReader reader = NpyReader.Open(_path);
                return reader.Shape.SequenceEqual([rowCount, .. rowShape.Select(length => (long)length)])
                    && reader.RowLength == rowLength
                    && MemoryMarshal.AsBytes<float>(reader.ReadToEnd()).SequenceEqual(MemoryMarshal.AsBytes<float>(values));
            },
            threads: 1,
            iter: 50);
    }

    [Theory]
    [InlineData("<f2")]
    [InlineData("<f4")]
    [InlineData("<f8")]
    public void Read_ConvertsEveryType_InPartsAsInOne(string type)
    {
        const int rowCount = 7_001;
        double[] values = [.. Floats(rowCount * 3, seed: 5).Select(value => (double)(float)(Half)value)];
        values[4] = double.NaN;
        values[5] = double.NegativeInfinity;
        WriteArray(type, $"({rowCount}, 3)", Bytes(values, type));
        using NpyReader reader = NpyReader.Open(_path);
        float[] inParts = new float[values.Length];
        int readCount = 0;
        for (int count; (count = reader.Read(inParts.AsSpan(readCount * 3, Math.Min(1_000, rowCount - readCount) * 3))) > 0;)
        {
            readCount += count;
        }

        using NpyReader again = NpyReader.Open(_path);
        Assert.Equal(rowCount, reader.RowPosition);
        Assert.Equal(values.Select(value => (float)value), inParts);
        Assert.Equal(inParts, again.ReadToEnd());
    }

    [Fact]
    public void Read_RoundsFloat64_AndGoesBeyondFloat32sRangeToInfinity()
    {
        WriteArray("<f8", "(3,)", Bytes([0.1, 1e300, -1e-300], "<f8"));
        using NpyReader reader = NpyReader.Open(_path);

        Assert.Equal([0.1f, float.PositiveInfinity, -0f], reader.ReadToEnd());
        Assert.Equal(1, reader.RowLength);
    }

    [Theory]
    [InlineData("encoders/vit-0/pixel_values.npy")]
    [InlineData("vectors/rows.f16.npy")]
    [InlineData("vectors/cosine.similarities.npy")]
    public void ReadToEnd_ReadsWhatNumPyWrote(string name)
    {
        string path = SharedFiles.Fixture(name);
        Npy expected = Npy.Read(path);
        using NpyReader reader = NpyReader.Open(path);

        Assert.Equal(expected.Shape.Select(length => (long)length), reader.Shape);
        Assert.Equal(expected.Values, reader.ReadToEnd());
    }

    [Theory]
    [InlineData("{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}", 1)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }   \n", 2)]
    [InlineData("  {'descr': '<f4', 'shape': ( 2 , 3 ), 'fortran_order':False }", 3)]
    public void Open_TakesEveryFormOfTheDescription(string description, byte version)
    {
        WriteFile(description, new byte[24], version);
        using NpyReader reader = NpyReader.Open(_path);

        Assert.Equal([2L, 3L], reader.Shape);
        Assert.Throws<ArgumentException>(() => reader.Read(new float[4]));
        Assert.Equal(2, reader.Read(new float[9]));
        Assert.Equal(0, reader.Read(new float[3]));
    }

    private static float[] Floats(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 200) - 100)];
    }

    private static byte[] Bytes(double[] values, string type) => type switch
    {
        "<f2" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        "<f4" => MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray(),
        _ => MemoryMarshal.AsBytes<double>(values).ToArray(),
    };

    private void WriteArray(string type, string shape, byte[] numbers) => WriteFile($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}", numbers);

    private void WriteFile(string description, byte[] numbers, byte version = 1) => File.WriteAllBytes(_path, NpyBytes.File(Encoding.UTF8.GetBytes(description), numbers, version));
}
