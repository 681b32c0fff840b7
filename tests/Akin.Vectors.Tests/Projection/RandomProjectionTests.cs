using System.Buffers.Binary;
using System.Security.Cryptography;
using Akin.Vectors.Kernels;
using Akin.Vectors.Projection;
using CsCheck;

namespace Akin.Vectors.Tests.Projection;

public sealed class RandomProjectionTests
{
    private delegate RandomProjection Draw(int dimensions, int projectedDimensions, ulong seed);

    public static TheoryData<string> Kinds => ["gaussian", "achlioptas", "sparse"];

    [Theory]
    [InlineData("gaussian", "759e27cfe70f65dd")]
    [InlineData("achlioptas", "e82d7242df803308")]
    [InlineData("sparse", "6476677218e8534d")]
    public void Matrix_IsTheSameForEver(string kind, string hash)
    {
        float[] matrix = MatrixOf(Make(kind)(20, 30, 42));

        byte[] bytes = new byte[matrix.Length * sizeof(float)];
        for (int index = 0; index < matrix.Length; index++)
        {
            // Negative zero, which a product of a zero component gives, counts as zero.
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), matrix[index] + 0f);
        }

        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Products_StayTheSameOnAverage(string kind)
    {
        const int SeedCount = 4000;
        const int ProjectedDimensions = 8;
        float[] left = UnitVector(30, 1);
        float[] right = UnitVector(30, 2);
        double product = Product(left, right);
        double squares = 0;
        double products = 0;
        for (ulong seed = 0; seed < SeedCount; seed++)
        {
            RandomProjection projection = Make(kind)(30, ProjectedDimensions, seed);
            float[] projectedLeft = Project(projection, left);
            squares += Product(projectedLeft, projectedLeft);
            products += Product(projectedLeft, Project(projection, right));
        }

        // The variance of both is at most (2 + 3 / density) / projected dimensions; five standard deviations of the mean.
        double margin = 5 * Math.Sqrt((2 + (3 / Make(kind)(30, 1, 0).Density)) / ProjectedDimensions / SeedCount);
        Assert.Equal(1, squares / SeedCount, margin);
        Assert.Equal(product, products / SeedCount, margin);
    }

    [Fact]
    public void Gaussian_HasNormalNumbers()
    {
        float[] matrix = MatrixOf(RandomProjection.Gaussian(400, 250, 3));

        Assert.Equal(0, matrix.Average(number => number * Math.Sqrt(250)), 5 / Math.Sqrt(matrix.Length));
        Assert.Equal(1, matrix.Average(number => number * number * 250.0), 5 * Math.Sqrt(2.0 / matrix.Length));
        Assert.Equal(matrix.Length, matrix.Distinct().Count(), matrix.Length / 1000.0);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.0 / 3)]
    [InlineData(0.05)]
    public void Sparse_HasThreeNumbersInTheRightShares(double density)
    {
        float[] matrix = MatrixOf(RandomProjection.Sparse(400, 250, 3, density));

        float magnitude = (float)Math.Sqrt(1 / (density * 250));
        Assert.All(matrix, number => Assert.True(number == 0 || Math.Abs(number) == magnitude));
        double margin = 5 * Math.Sqrt(density / 2 / matrix.Length);
        Assert.Equal(density / 2, matrix.Average(number => number > 0 ? 1.0 : 0), margin);
        Assert.Equal(density / 2, matrix.Average(number => number < 0 ? 1.0 : 0), margin);
    }

    [Fact]
    public void Sparse_TakesTheDensityOfLiHastieAndChurch() => Assert.Equal(0.05, RandomProjection.Sparse(400, 10, 0).Density, 12);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Project_IsTheMatrixProduct(string kind) => Gen.Select(Gen.Int[1, 70], Gen.Int[1, 120], Gen.OneOf(Gen.Int[0, 40], Gen.Int[63, 100]), Gen.ULong).Sample(
        (dimensions, projectedDimensions, rowCount, seed) =>
        {
            RandomProjection projection = Make(kind)(dimensions, projectedDimensions, seed);
            float[] matrix = MatrixOf(projection);
            float[] vectors = Numbers(rowCount * dimensions, (int)(seed % 1000));
            float[] projected = new float[rowCount * projectedDimensions];

            projection.Project(vectors, projected);

            for (int row = 0; row < rowCount; row++)
            {
                for (int column = 0; column < projectedDimensions; column++)
                {
                    double[] terms = [.. Enumerable.Range(0, dimensions).Select(component => (double)vectors[(row * dimensions) + component] * matrix[(component * projectedDimensions) + column])];
                    Assert.Equal(terms.Sum(), projected[(row * projectedDimensions) + column], (Dot.ErrorBound(dimensions) * 2 * terms.Sum(Math.Abs)) + 1e-30);
                }
            }
        },
        iter: 100);

    [Theory]
    [InlineData("achlioptas")]
    [InlineData("sparse")]
    public void Sparse_GivesTheSameBitsForOneVectorAndForMany(string kind) => Gen.Select(Gen.Int[1, 70], Gen.Int[1, 40], Gen.Int[4, 40], Gen.ULong).Sample(
        (dimensions, projectedDimensions, rowCount, seed) =>
        {
            RandomProjection projection = Make(kind)(dimensions, projectedDimensions, seed);
            float[] vectors = Numbers(rowCount * dimensions, (int)(seed % 1000));
            float[] projected = new float[rowCount * projectedDimensions];

            projection.Project(vectors, projected);

            for (int row = 0; row < rowCount; row++)
            {
                Assert.Equal(Project(projection, vectors[(row * dimensions)..((row + 1) * dimensions)]), projected[(row * projectedDimensions)..((row + 1) * projectedDimensions)]);
            }
        },
        iter: 100);

    [Fact]
    public void FromMatrix_TakesWhatNumPyTakes()
    {
        float[] matrix = [1, 2, 3, 10, 20, 30]; // [2 x 3]

        RandomProjection projection = RandomProjection.FromMatrix(2, 3, matrix);

        Assert.Equal([21f, 42f, 63f], Project(projection, [1, 2]));
        Assert.Null(projection.Seed);
        Assert.Equal(matrix, MatrixOf(projection));
    }

    [Fact]
    public void Project_NormalizesOnRequest()
    {
        RandomProjection projection = RandomProjection.Gaussian(50, 7, 1);
        float[] projected = new float[3 * 7];

        projection.Project([.. UnitVector(50, 1), .. new float[50], .. UnitVector(50, 2)], projected, normalize: true);

        Assert.Equal(1, Product(projected[..7], projected[..7]), 6);
        Assert.All(projected[7..14], number => Assert.Equal(0, number));
        Assert.Equal(1, Product(projected[14..], projected[14..]), 6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Project_PassesNaNOn(string kind)
    {
        float[] vector = new float[40];
        vector[13] = float.NaN;
        RandomProjection projection = Make(kind)(40, 60, 1);
        float[] column = [.. MatrixOf(projection).AsSpan(13 * 60, 60)];

        float[] projected = Project(projection, vector);

        Assert.All(projected.Zip(column), pair => Assert.Equal(pair.Second != 0, float.IsNaN(pair.First)));
    }

    [Fact]
    public void Project_RefusesSpansThatDoNotFit()
    {
        RandomProjection projection = RandomProjection.Gaussian(4, 2, 1);

        Assert.Contains("5 components", Assert.Throws<ArgumentException>(() => projection.Project(new float[5], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("got 3", Assert.Throws<ArgumentException>(() => projection.Project(new float[8], new float[3])).Message, StringComparison.Ordinal);
        projection.Project([], []);
    }

    [Fact]
    public void Shapes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Gaussian(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Gaussian(65_537, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Gaussian(1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Gaussian(65_536, 65_536, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Sparse(2, 2, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Sparse(2, 2, 0, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomProjection.Sparse(2, 2, 0, 1.01));
        Assert.Contains("got 5", Assert.Throws<ArgumentException>(() => RandomProjection.FromMatrix(2, 3, new float[5])).Message, StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => RandomProjection.FromMatrix(1, 1, [float.NaN])).Message, StringComparison.Ordinal);
    }

    private static Draw Make(string kind) => kind switch
    {
        "gaussian" => RandomProjection.Gaussian,
        "achlioptas" => (dimensions, projectedDimensions, seed) => RandomProjection.Sparse(dimensions, projectedDimensions, seed, 1.0 / 3),
        _ => (dimensions, projectedDimensions, seed) => RandomProjection.Sparse(dimensions, projectedDimensions, seed),
    };

    /// <summary>The matrix [dimensions x projected dimensions]: what becomes of the unit vectors along the axes.</summary>
    private static float[] MatrixOf(RandomProjection projection)
    {
        List<float> matrix = [];
        for (int component = 0; component < projection.Dimensions; component++)
        {
            float[] axis = new float[projection.Dimensions];
            axis[component] = 1;
            matrix.AddRange(Project(projection, axis));
        }

        return [.. matrix];
    }

    private static float[] Project(RandomProjection projection, float[] vector)
    {
        float[] projected = new float[projection.ProjectedDimensions];
        projection.Project(vector, projected);
        return projected;
    }

    private static float[] Numbers(int count, int seed)
    {
        SeededRandom random = new((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }

    private static float[] UnitVector(int dimensions, int seed)
    {
        float[] vector = Numbers(dimensions, seed);
        double length = Math.Sqrt(Product(vector, vector));
        return Array.ConvertAll(vector, number => (float)(number / length));
    }

    private static double Product(float[] left, float[] right) => left.Zip(right, (first, second) => (double)first * second).Sum();
}
