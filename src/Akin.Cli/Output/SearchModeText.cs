using Akin.Galleries;
using Akin.Vectors.Search;

namespace Akin.Cli.Output;

/// <summary>Says how a gallery is searched, and how many of the true neighbours that finds.</summary>
internal static class SearchModeText
{
    /// <summary>For example "Searched clustered: recall@10 0.995, at least 0.991 with 95 % confidence (500 of its pictures asked)."</summary>
    public static string Describe(SearchMode mode, RecallMeasurement? recall) => $"Searched {mode.Name}: {Describe(recall)}.";

    /// <summary>Says on standard error why searches take longer than they need, if they do.</summary>
    public static void PrintIfSlow(Gallery gallery)
    {
        if (gallery.LacksIndex)
        {
            Console.Error.WriteLine(
                $"Every picture is compared, for codes.bin or lists.bin is missing or damaged: 'akin index --gallery {gallery.Path}' builds it.");
        }
    }

    /// <summary>The measured recall.</summary>
    public static string Describe(RecallMeasurement? recall) => recall switch
    {
        null => "recall not measured, for there are too few pictures",
        { QueryCount: 0 } => "every picture compared",
        _ => $"recall@10 {recall.At10:F4}, at least {recall.LowerBound:F4} with 95 % confidence ({recall.QueryCount:N0} of its pictures asked)",
    };
}
