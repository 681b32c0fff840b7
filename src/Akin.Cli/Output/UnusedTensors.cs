using System.Globalization;

namespace Akin.Cli.Output;

/// <summary>One line about the tensors of a checkpoint that its embedding does not need.</summary>
internal static class UnusedTensors
{
    /// <summary>As many names as fit a line; a text tower has hundreds.</summary>
    private const int ShownCount = 3;

    /// <summary>The line, or null where all are used.</summary>
    public static string? Describe(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return null;
        }

        string shown = Printable.Text(string.Join(", ", names.Take(ShownCount)));
        string rest = names.Count > ShownCount ? ", ..." : string.Empty;
        string verb = names.Count == 1 ? "tensor of the checkpoint is" : "tensors of the checkpoint are";
        return string.Create(CultureInfo.InvariantCulture, $"{names.Count:N0} {verb} not used: {shown}{rest}");
    }
}
