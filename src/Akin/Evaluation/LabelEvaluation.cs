using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Evaluation;

/// <summary>
/// Searches every picture of a labelled folder and counts how often the answers carry the query's label: precision@1 and precision@5.
/// The queries are not looked up in the gallery itself, so they should be pictures that it does not hold.
/// </summary>
public static class LabelEvaluation
{
    private const int PrecisionDepth = 5;

    private const int OrderDepth = 10;

    /// <summary>Runs the evaluation.</summary>
    /// <param name="gallery">The gallery that answers.</param>
    /// <param name="encoder">The encoder that made it.</param>
    /// <param name="queries">The folder of queries; the folder that holds a picture is its label.</param>
    /// <param name="comparesOrder">Whether every answer's order is compared with a plain float64 computation, which reads all rows for every query.</param>
    /// <param name="workerCount">Queries that are decoded and encoded at once, at least 1; null for one a core.</param>
    /// <param name="progress">Told of every settled query.</param>
    /// <param name="cancellationToken">Stops before the next query.</param>
    /// <exception cref="GalleryException">The gallery was made by another encoder.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<EvaluationReport> RunAsync(
        Gallery gallery,
        ImageEncoder encoder,
        ImageFolder queries,
        bool comparesOrder = false,
        int? workerCount = null,
        IProgress<IndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(queries);
        gallery.RequireEncoder(encoder);
        Tally tally = new();
        List<PictureFile> files = [.. queries.Files()];
        int settledCount = 0;
        await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, workerCount).RunAsync(files, cancellationToken).ConfigureAwait(false))
        {
            tally.Take(outcome, gallery, comparesOrder);
            progress?.Report(new IndexProgress(++settledCount, files.Count));
        }

        return tally.Report(comparesOrder);
    }

    private sealed class Tally
    {
        private readonly List<RejectedFile> _rejected = [];
        private int _queryCount;
        private int _firstCount;
        private double _precisionAt5Sum;
        private int _sameOrderCount;

        public void Take(PictureOutcome outcome, Gallery gallery, bool comparesOrder)
        {
            if (outcome is PictureOutcome.Rejected rejected)
            {
                _rejected.Add(new RejectedFile(rejected.File.Key, rejected.Reason));
            }
            else if (outcome is PictureOutcome.Embedded { File.Label: null } unlabelled)
            {
                _rejected.Add(new RejectedFile(unlabelled.File.Key, "it lies in no class folder, so it has no label"));
            }
            else if (outcome is PictureOutcome.Embedded query)
            {
                MatchList matches = gallery.Search(query.Embedding, OrderDepth);
                string? label = query.File.Label;
                _queryCount++;
                _firstCount += matches.Count > 0 && matches[0].Label == label ? 1 : 0;
                _precisionAt5Sum += matches.Take(PrecisionDepth).Count(match => match.Label == label) / (double)PrecisionDepth;
                _sameOrderCount += comparesOrder && gallery.IsInPlainOrder(query.Embedding, OrderDepth) ? 1 : 0;
            }
        }

        public EvaluationReport Report(bool comparesOrder) => new()
        {
            QueryCount = _queryCount,
            PrecisionAt1 = (double)_firstCount / _queryCount,
            PrecisionAt5 = _precisionAt5Sum / _queryCount,
            SameOrderCount = comparesOrder ? _sameOrderCount : null,
            Rejected = _rejected,
        };
    }
}
