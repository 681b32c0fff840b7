using System.Text.Json;
using Akin.Galleries;

namespace Akin.Cli.Output;

/// <summary>Prints the answers to queries, as tables or as JSON lines.</summary>
/// <param name="gallery">The gallery, whose path is as it was named.</param>
/// <param name="options">What may match.</param>
/// <param name="asJson">Whether as JSON.</param>
/// <param name="namesQueries">Whether a table says what it is the answer to.</param>
internal sealed class SearchAnswers(Gallery gallery, GallerySearchOptions options, bool asJson, bool namesQueries)
{
    /// <summary>Prints the answer to one query.</summary>
    public void Print(string query, MatchList found)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new SearchResult(query, gallery.Path, found.Mode.Name, found.Recall?.At10, found), Json.Readable.SearchResult));
            return;
        }

        if (namesQueries)
        {
            Console.WriteLine(Printable.Text(query));
        }

        PrintTable(found);
    }

    /// <summary>Prints the one answer to several queries.</summary>
    public void Print(IReadOnlyList<string> queries, QueryCombination combination, MatchList found)
    {
        string combine = combination.ToString().ToLowerInvariant();
        if (asJson)
        {
            CombinedSearchResult result = new(queries, combine, gallery.Path, found.Mode.Name, found.Recall?.At10, found);
            Console.WriteLine(JsonSerializer.Serialize(result, Json.Readable.CombinedSearchResult));
            return;
        }

        Console.WriteLine($"{Counted.Text(queries.Count, "query", "queries")}, combined by {combine}");
        PrintTable(found);
    }

    private void PrintTable(MatchList found)
    {
        Console.WriteLine(found.Count > 0 ? MatchTable.Format(found) : NoMatch.Explain(gallery, options));
        if (found.Mode != SearchMode.Exact)
        {
            Console.WriteLine(SearchModeText.Describe(found.Mode, found.Recall));
        }
    }
}
