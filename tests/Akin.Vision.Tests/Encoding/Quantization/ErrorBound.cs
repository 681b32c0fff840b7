namespace Akin.Vision.Tests.Encoding.Quantization;

/// <summary>
/// How far a product in integers may lie from the exact one: every weight is off by at most half a scale, every activation by one scale (half by rounding, half where the rounded
/// zero point moves the range's end), in a range that always holds 0.
/// </summary>
internal static class ErrorBound
{
    /// <summary>Rounding of float32 beside the quantisation, in parts of the products' magnitudes.</summary>
    private const double Rounding = 1e-5;

    /// <summary>The scale of a whole activation.</summary>
    public static double ActivationScale(IEnumerable<float> values) => (Math.Max(values.Max(), 0) - Math.Min(values.Min(), 0)) / 255.0;

    /// <summary>The bound of one sum of products.</summary>
    /// <param name="activations">What is multiplied; pads are 0.</param>
    /// <param name="weights">By what.</param>
    /// <param name="activationScale">The scale of the whole activation.</param>
    public static double Of(IReadOnlyList<float> activations, IReadOnlyList<float> weights, double activationScale)
    {
        double weightScale = weights.Max(Math.Abs) / 127.0;
        return activations.Zip(weights, (activation, weight) =>
            (Math.Abs(activation) * weightScale / 2) + (Math.Abs(weight) * activationScale) + (activationScale * weightScale / 2) + (Rounding * Math.Abs(activation * weight))).Sum();
    }
}
