using Akin.Datasets;
using Akin.Galleries;
using Akin.Vision.Encoding;

namespace Akin.Evaluation;

/// <summary>Takes the pictures of a folder as queries. One whose content the gallery holds is not answered with it.</summary>
/// <param name="gallery">The gallery.</param>
/// <param name="contents">What it holds.</param>
/// <param name="options">How many to ask.</param>
internal sealed class FolderQueries(Gallery gallery, LabelledContents contents, EvaluationOptions options)
{
    private const string NoLabel = "it lies in no class folder, so it has no label";

    private readonly List<EvaluationQuery> _asked = [];
    private readonly List<RejectedFile> _unanswerable = [];
    private readonly List<RejectedFile> _rejected = [];
    private readonly HashSet<(ContentHash, string?)> _known = [];
    private int _repeatedCount;
    private int _heldCount;

    /// <summary>Gathers queries. A content that several files of one label have is one query.</summary>
    /// <param name="encoder">Embeds them.</param>
    /// <param name="queries">The folder; the folder that holds a picture is its label.</param>
    /// <param name="progress">Told of every settled file.</param>
    /// <param name="cancellationToken">Stops before the next file.</param>
    public async Task<QuerySet> GatherAsync(ImageEncoder encoder, ImageFolder queries, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        PictureFile[] files = [.. queries.Files()];
        bool isLabelled = files.Any(file => file.Label is not null);
        PictureFile[] askable = isLabelled ? [.. files.Where(MayBeAnswered)] : files;
        IReadOnlyList<PictureFile> drawn = QuerySet.Draw(askable, options.SampleCount, options.Seed);
        int settledCount = 0;
        await foreach (PictureOutcome outcome in new EmbeddingPipeline(encoder, options.WorkerCount)
            .RunAsync(drawn, static (_, _) => ContentState.New, cancellationToken).ConfigureAwait(false))
        {
            Take(outcome);
            progress?.Report(new EvaluationProgress("encoding", ++settledCount, drawn.Count));
        }

        return new QuerySet
        {
            Asked = _asked,
            AskableCount = drawn.Count == askable.Length ? _asked.Count : askable.Length,
            Path = queries.Path,
            UnlabelledCount = files.Count(file => file.Label is null),
            RepeatedCount = _repeatedCount,
            HeldCount = _heldCount,
            Unanswerable = [.. _unanswerable.OrderBy(one => one.Key, StringComparer.Ordinal)],
            Rejected = [.. _rejected.OrderBy(one => one.Key, StringComparer.Ordinal)],
        };
    }

    /// <summary>Whether the gallery has a picture of the file's label; the file is put aside where not.</summary>
    private bool MayBeAnswered(PictureFile file)
    {
        if (file.Label is null)
        {
            _rejected.Add(new RejectedFile(file.Key, NoLabel));
        }
        else if (contents.NumberOf(file.Label) < 0)
        {
            _unanswerable.Add(QuerySet.NothingAnswers(file.Key, file.Label));
        }

        return file.Label is not null && contents.NumberOf(file.Label) >= 0;
    }

    private void Take(PictureOutcome outcome)
    {
        if (outcome is PictureOutcome.Rejected rejected)
        {
            _rejected.Add(new RejectedFile(rejected.File.Key, rejected.Reason));
        }
        else if (outcome is PictureOutcome.Embedded embedded)
        {
            Take(embedded);
        }
    }

    private void Take(PictureOutcome.Embedded embedded)
    {
        if (!_known.Add((ContentHash.Of(embedded.ContentHash), embedded.File.Label)))
        {
            _repeatedCount++;
            return;
        }

        int label = embedded.File.Label is string name ? contents.NumberOf(name) : -1;
        int own = gallery.RowOf(embedded.ContentHash) is long row ? contents.At(row) : -1;
        if (label >= 0 && contents.CountOf(label) == 1 && own >= 0 && contents.Has(own, label))
        {
            _unanswerable.Add(QuerySet.NothingAnswers(embedded.File.Key, embedded.File.Label!));
            return;
        }

        _heldCount += own >= 0 ? 1 : 0;
        _asked.Add(new EvaluationQuery(own, label, embedded.Embedding));
    }
}
