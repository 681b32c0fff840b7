using System.Globalization;

namespace Akin.Galleries;

/// <summary>The names of the choices that a catalogue keeps for the whole gallery, and what they mean.</summary>
internal static class Settings
{
    /// <summary>More compactions and migrations than a gallery sees.</summary>
    private const long GenerationLimit = 1L << 40;

    /// <summary>The recall that searches have to reach: a number, or <c>exact</c>.</summary>
    public const string Recall = "recall";

    /// <summary>The latest number that a vector file had, where that is not the one that counts.</summary>
    public const string LatestGeneration = "latest_vectors_generation";

    /// <summary>What the value of <see cref="LatestGeneration"/> says; 0 where it says nothing that can be read.</summary>
    public static long ReadGeneration(string? value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? Math.Min(generation, GenerationLimit) : 0;

    /// <summary>The text of a generation.</summary>
    public static string WriteGeneration(long generation) => generation.ToString(CultureInfo.InvariantCulture);

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
