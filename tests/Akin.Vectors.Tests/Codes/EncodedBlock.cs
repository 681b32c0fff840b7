using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;

namespace Akin.Vectors.Tests.Codes;

/// <summary>Up to 64 vectors as codes about a centre after a random rotation, and what a scan says of their similarities with a query.</summary>
internal sealed unsafe class EncodedBlock : IDisposable
{
    private readonly RandomRotation _rotation;
    private readonly BinaryCodes _codes;
    private readonly float[] _centre;
    private readonly float[][] _vectors;

    public EncodedBlock(float[][] vectors, float[] centre, ulong seed)
    {
        _vectors = vectors;
        _centre = centre;
        _rotation = new RandomRotation(centre.Length, seed);
        _codes = new BinaryCodes(_rotation.RotatedDimensions);
        _codes.Reserve(vectors.Length);
        float[] rotatedCentre = Rotate(centre);
        for (int slot = 0; slot < vectors.Length; slot++)
        {
            _codes.Encode(slot, Rotate(vectors[slot]), rotatedCentre);
        }
    }

    /// <summary>The estimates of the vectors' similarities with a unit query, and the error bound of each for a confidence of 1.</summary>
    public (double Estimate, double Bound)[] Scan(float[] query)
    {
        QueryCode code = new(_rotation);
        code.Fill(Query.Check(query, query.Length, 1));
        float* estimates = stackalloc float[LookupScan.BlockRowCount];
        LookupScan.Scan(_codes.View().Block(0), _codes.BytesOfARow, code.Tables, code.Scale, float.NegativeInfinity, estimates);
        double centreProduct = Product(query, _centre);
        double queryLength = Length(Minus(query, _centre));
        (double, double)[] scanned = new (double, double)[_vectors.Length];
        for (int slot = 0; slot < _vectors.Length; slot++)
        {
            float[] residual = Minus(_vectors[slot], _centre);
            double magnitudes = 0;
            foreach (float component in Rotate(residual))
            {
                magnitudes += Math.Abs(component);
            }

            scanned[slot] = (estimates[slot] + centreProduct, _codes.ErrorBound(Length(residual), magnitudes, queryLength, code.Scale.Step, confidence: 1));
        }

        return scanned;
    }

    public void Dispose() => _codes.Dispose();

    public static double Product(float[] left, float[] right)
    {
        double sum = 0;
        for (int index = 0; index < left.Length; index++)
        {
            sum += (double)left[index] * right[index];
        }

        return sum;
    }

    private static double Length(float[] vector) => Math.Sqrt(Product(vector, vector));

    private static float[] Minus(float[] left, float[] right) => [.. left.Zip(right, static (one, other) => one - other)];

    private float[] Rotate(float[] vector)
    {
        float[] rotated = new float[_rotation.RotatedDimensions];
        _rotation.Apply(vector, rotated, new float[rotated.Length]);
        return rotated;
    }
}
