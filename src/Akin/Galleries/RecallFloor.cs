using System.Globalization;

namespace Akin.Galleries;

/// <summary>How many of the true neighbours a gallery's searches have to find: what its indexes are tuned to.</summary>
/// <param name="At10">The recall@10 that is reached with 95 % confidence, above 0 and at most 1; 1 keeps every search exact.</param>
public readonly record struct RecallFloor(double At10)
{
    private const string ExactText = "exact";

    /// <summary>What holds where nothing was said: 0.99.</summary>
    public static RecallFloor Default { get; } = new(0.99);

    /// <summary>Every search is exact.</summary>
    public static RecallFloor Exact { get; } = new(1);

    /// <summary>Reads a floor: a number above 0 and at most 1, or <c>exact</c>.</summary>
    /// <exception cref="FormatException">It is neither; the message is one sentence.</exception>
    public static RecallFloor Parse(string text) => text == ExactText ? Exact
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double floor) && floor is > 0 and <= 1 ? new RecallFloor(floor)
        : throw new FormatException($"The recall is {text}, expected a number above 0 and at most 1, or exact.");

    /// <inheritdoc/>
    public override string ToString() => At10 >= 1 ? ExactText : At10.ToString(CultureInfo.InvariantCulture);
}
