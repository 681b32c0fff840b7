namespace Akin.Galleries;

/// <summary>The names of the choices that a catalogue keeps for the whole gallery, and what they mean.</summary>
internal static class Settings
{
    /// <summary>The recall that searches have to reach: a number, or <c>exact</c>.</summary>
    public const string Recall = "recall";

    /// <summary>What the value of <see cref="Recall"/> says; the default where it says nothing that can be read.</summary>
    public static RecallFloor ReadRecall(string? value)
    {
        try
        {
            return value is null ? RecallFloor.Default : RecallFloor.Parse(value);
        }
        catch (FormatException)
        {
            return RecallFloor.Default;
        }
    }
}
