namespace Akin.Vectors.Tests.Codes;

/// <summary>64 unit vectors, a centre and a unit query of some shape.</summary>
internal sealed record CodedVectors(float[][] Vectors, float[] Centre, float[] Query)
{
    private const int Count = 64;

    /// <summary>Random directions about no centre.</summary>
    public static CodedVectors Scattered(int dimensions)
    {
        Random random = new(dimensions);
        return new([.. Enumerable.Range(0, Count).Select(_ => Unit(Gaussian(random, dimensions)))], new float[dimensions], Unit(Gaussian(random, dimensions)));
    }

    /// <summary>A cluster about its middle, and a query in it.</summary>
    public static CodedVectors Cluster(int dimensions)
    {
        Random random = new(dimensions);
        float[] middle = Gaussian(random, dimensions);
        float[] Near() => Unit([.. middle.Zip(Gaussian(random, dimensions), static (left, right) => left + (0.8f * right))]);
        return new([.. Enumerable.Range(0, Count).Select(_ => Near())], Array.ConvertAll(Unit(middle), component => 0.8f * component), Near());
    }

    /// <summary>Vectors and a query of three components, about a centre of three.</summary>
    public static CodedVectors Sparse(int dimensions)
    {
        Random random = new(dimensions);
        float[] Few()
        {
            float[] vector = new float[dimensions];
            for (int component = 0; component < 3; component++)
            {
                vector[random.Next(dimensions)] = (float)(random.NextDouble() + 0.1) * ((2 * random.Next(2)) - 1);
            }

            return Unit(vector);
        }

        return new([.. Enumerable.Range(0, Count).Select(_ => Few())], Array.ConvertAll(Few(), component => 0.3f * component), Few());
    }

    /// <summary>One component each.</summary>
    public static CodedVectors Axes(int dimensions)
    {
        float[] Axis(int axis)
        {
            float[] vector = new float[dimensions];
            vector[axis * 37 % dimensions] = axis % 2 == 0 ? 1 : -1;
            return vector;
        }

        return new([.. Enumerable.Range(0, Count).Select(Axis)], new float[dimensions], Axis(3));
    }

    private static float[] Unit(float[] vector)
    {
        double length = Math.Sqrt(EncodedBlock.Product(vector, vector));
        return Array.ConvertAll(vector, component => (float)(component / length));
    }

    private static float[] Gaussian(Random random, int dimensions) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
