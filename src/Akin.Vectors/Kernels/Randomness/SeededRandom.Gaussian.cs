namespace Akin.Vectors.Kernels;

internal sealed partial class SeededRandom
{
    private double _spareGaussian;
    private bool _hasSpareGaussian;

    /// <summary>A normal number of mean 0 and variance 1, rounded from float64.</summary>
    /// <remarks>
    /// The polar method (Marsaglia and Bray, A Convenient Method for Generating Normal Variables, SIAM Review 1964): a point of the unit disc gives two
    /// independent normal numbers, of which the second waits for the next call. The largest possible magnitude is about 12.
    /// </remarks>
    public float NextGaussian()
    {
        if (_hasSpareGaussian)
        {
            _hasSpareGaussian = false;
            return (float)_spareGaussian;
        }

        double horizontal;
        double vertical;
        double squares;
        do
        {
            horizontal = (2 * NextDouble()) - 1;
            vertical = (2 * NextDouble()) - 1;
            squares = (horizontal * horizontal) + (vertical * vertical);
        }
        while (squares is >= 1 or 0);

        double stretch = Math.Sqrt(-2 * NaturalLogarithm(squares) / squares);
        _spareGaussian = vertical * stretch;
        _hasSpareGaussian = true;
        return (float)(horizontal * stretch);
    }

    /// <summary>ln of a normal positive number, within 4 units of the last place or 2^-52, by exactly rounded operations only.</summary>
    /// <remarks>
    /// <c>x = 2^e m</c> with <c>m</c> in (1/sqrt 2, sqrt 2]; <c>ln m = 2 artanh s</c>, <c>s = (m - 1) / (m + 1)</c>, by the series of artanh: at
    /// <c>s^2</c> below 0.0295 ten terms leave 3e-17 of the sum.
    /// </remarks>
    internal static double NaturalLogarithm(double value)
    {
        const double Ln2 = 0.693147180559945309417;
        const double SquareRootOf2 = 1.41421356237309504880;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > SquareRootOf2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double series = 1.0 / 19;
        for (int odd = 17; odd >= 1; odd -= 2)
        {
            series = (series * square) + (1.0 / odd);
        }

        return (exponent * Ln2) + (2 * ratio * series);
    }
}
