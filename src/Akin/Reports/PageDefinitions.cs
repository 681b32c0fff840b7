using Akin.Evaluation;

namespace Akin.Reports;

/// <summary>What the words of an <see cref="EvaluationPage"/> mean.</summary>
internal static class PageDefinitions
{
    public static void Add(HtmlBuilder html, EvaluationReport report)
    {
        html.Add($"<h2>What the numbers are</h2>");
        html.Add($"<dl>");
        if (report.IsLabelled)
        {
            html.Add($"<dt>precision@k</dt><dd>The part of the first k matches that have the query's label, on average over the queries.</dd>");
            html.Add($"<dt>recall@k</dt><dd>The part of all other pictures of the query's label that are among the first k matches, on average over the queries.</dd>");
            html.Add($"<dt>mean average precision</dt><dd>For each query the mean of precision@r over the ranks r of all other pictures of its label, in the ranking of the whole gallery; and the mean of that over the queries.</dd>");
            html.Add($"<dt>nearest has the label</dt><dd>Precision@1, or nearest-neighbour accuracy.</dd>");
        }

        html.Add($"<dt>a picture</dt><dd>Files of the same content count as one. A query's own content is no answer to it. Rankings are exact: by cosine in float64 over the stored embeddings, equal ones in the order of their rows.</dd>");
        if (report.Modes.Count > 0)
        {
            html.Add($"<dt>recall of a mode</dt><dd>The part of the k nearest pictures of an exact search that are among the mode's first k; equal similarities count as found.</dd>");
            html.Add($"<dt>latency</dt><dd>Of one search on one thread, warm; half, 95 and 99 of 100 searches take no longer than p50, p95 and p99.</dd>");
            html.Add($"<dt>bytes</dt><dd>What searches go through: the index, or the embeddings themselves for exact.</dd>");
        }

        html.Add($"</dl>");
    }
}
