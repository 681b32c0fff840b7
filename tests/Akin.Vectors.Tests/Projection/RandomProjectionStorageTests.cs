using System.Buffers.Binary;
using Akin.Testing;
using Akin.Vectors.Projection;
using Akin.Vectors.Storage;
using Akin.Vectors.Tests.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Projection;

public sealed class RandomProjectionStorageTests : IDisposable
{
    private const int SeedOffset = 16;
    private const int DensityOffset = 24;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("akin-test-").FullName, "projection.index");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Load_GivesWhatWasSaved() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.ULong, Gen.Int[0, 2], Gen.Double[0.01, 1]).Sample(
        (dimensions, projectedDimensions, seed, kind, density) =>
        {
            RandomProjection saved = kind switch
            {
                0 => RandomProjection.Gaussian(dimensions, projectedDimensions, seed),
                1 => RandomProjection.Sparse(dimensions, projectedDimensions, seed, density),
                _ => RandomProjection.FromMatrix(dimensions, projectedDimensions, Numbers(dimensions * projectedDimensions)),
            };

            saved.Save(_path);

            AssertSame(saved, RandomProjection.Load(_path));
            Assert.True(kind == 2 || new FileInfo(_path).Length < 9000);
        },
        iter: 30,
        threads: 1); // All samples write the same file.

    [Theory]
    [InlineData("gaussian")]
    [InlineData("sparse")]
    [InlineData("given")]
    public void Version1_LoadsForEver(string kind)
    {
        string golden = SharedFiles.Fixture($"indexes/projection-1-{kind}.index");
        RandomProjection expected = kind switch
        {
            "gaussian" => RandomProjection.Gaussian(7, 3, 42),
            "sparse" => RandomProjection.Sparse(7, 3, 42),
            _ => RandomProjection.FromMatrix(7, 3, Numbers(21)),
        };

        AssertSame(expected, RandomProjection.Load(golden));
        expected.Save(_path);
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(_path));
    }

    [Theory]
    [InlineData(0, 0, "from 0 to 3")]
    [InlineData(0, 65_537, "from 65537 to 3")]
    [InlineData(4, 0, "from 7 to 0")]
    [InlineData(4, 65_537, "from 7 to 65537")]
    [InlineData(8, 3, "of kind 3")]
    [InlineData(8, -1, "of kind -1")]
    [InlineData(8, 0, "84 bytes in section 2, expected 0")]
    [InlineData(4, 4, "84 bytes in section 2, expected 112")]
    [InlineData(DensityOffset + 4, -1, "density NaN")]
    [InlineData(DensityOffset + 4, 0, "density 0")]
    public void Load_RefusesParametersThatCannotBe(int offset, int value, string words)
    {
        RandomProjection.FromMatrix(7, 3, Numbers(21)).Save(_path);
        Change(1, offset, value);

        AssertRefused(words);
    }

    [Fact]
    public void Load_RefusesAMatrixThatIsTooLarge()
    {
        RandomProjection.Gaussian(7, 3, 1).Save(_path);
        Change(1, 0, 65_536);
        Change(1, 4, 65_536);

        AssertRefused("from 65536 to 65536");
    }

    [Fact]
    public void Load_RefusesAMatrixThatIsNotFinite_AndOtherFiles()
    {
        RandomProjection.FromMatrix(7, 3, Numbers(21)).Save(_path);
        Change(2, 8, BitConverter.SingleToInt32Bits(float.PositiveInfinity));
        AssertRefused("not finite");

        IndexBytes.Write(_path, IndexBytes.Sections(1, 32, 0), IndexKind.Projection, kindVersion: 2);
        AssertRefused("version 2, this Akin reads version 1");
        IndexBytes.Write(_path, IndexBytes.Sections(1, 33, 0), IndexKind.Projection, kindVersion: 1);
        AssertRefused("33 bytes in section 1");
        IndexBytes.Write(_path, IndexBytes.Sections(1, 32), IndexKind.Projection, kindVersion: 1);
        AssertRefused("lacks section 2");
        IndexBytes.Write(_path, IndexBytes.Sections(1, 32, 0), IndexKind.Codes, kindVersion: 1);
        AssertRefused("expected Projection");
    }

    [Fact]
    public void Load_TakesAnySeed()
    {
        RandomProjection.Gaussian(7, 3, 1).Save(_path);
        Change(1, SeedOffset + 4, -1);

        Assert.Equal(0xFFFFFFFF_00000001UL, RandomProjection.Load(_path).Seed);
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(index => (float)((index * 37 % 101) - 50) / 8)];

    private static void AssertSame(RandomProjection expected, RandomProjection actual)
    {
        Assert.Equal((expected.Dimensions, expected.ProjectedDimensions, expected.Density, expected.Seed), (actual.Dimensions, actual.ProjectedDimensions, actual.Density, actual.Seed));
        float[] vectors = Numbers(3 * expected.Dimensions);
        float[] left = new float[3 * expected.ProjectedDimensions];
        float[] right = new float[3 * expected.ProjectedDimensions];
        expected.Project(vectors, left);
        actual.Project(vectors, right);
        Assert.Equal(left, right);
    }

    private void Change(uint section, int offset, int value)
    {
        byte[] file = File.ReadAllBytes(_path);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(IndexBytes.PlaceOf(file, section).Start + offset), value);
        IndexBytes.ResealAll(file);
        File.WriteAllBytes(_path, file);
    }

    private void AssertRefused(string words)
    {
        IndexFormatException exception = Assert.Throws<IndexFormatException>(() => RandomProjection.Load(_path));
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.Equal(_path, exception.Path);
    }
}
