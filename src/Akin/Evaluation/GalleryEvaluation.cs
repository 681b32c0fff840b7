using Akin.Datasets;
using Akin.Galleries;
using Akin.Vectors.Storage;
using Akin.Vision.Encoding;

namespace Akin.Evaluation;

/// <summary>
/// Measures how well a gallery answers: how often by pictures of the query's label, and how its ways of searching compare in recall, time and memory. <c>docs/evaluation.md</c> defines every number.
/// </summary>
/// <remarks>
/// Rankings are exact, over the whole gallery, in float64. Their time grows with queries times pictures; memory below 0.5 GB beside the vector file up to some ten million pictures. Several evaluations may run at
/// once, though latencies then tell of both.
/// </remarks>
public static class GalleryEvaluation
{
    /// <summary>Searches every picture of a gallery among all others.</summary>
    /// <param name="gallery">The gallery.</param>
    /// <param name="options">What to measure; null for <see cref="EvaluationOptions.Default"/>.</param>
    /// <param name="progress">Told of the work as it goes, from any thread.</param>
    /// <param name="cancellationToken">Stops between queries and blocks of them.</param>
    /// <exception cref="GalleryException">An embedding is damaged on the disk.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Task<EvaluationReport> LeaveOneOutAsync(
        Gallery gallery, EvaluationOptions? options = null, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        options ??= EvaluationOptions.Default;
        return Task.Run(() => Explained(gallery, () =>
        {
            LabelledContents contents = gallery.ReadContents();
            return new EvaluationRun(gallery, contents, options, progress, cancellationToken).Run(GalleryQueries.Gather(gallery, contents, options));
        }), cancellationToken);
    }

    /// <summary>Searches the pictures of a folder in a gallery. A picture that the gallery holds is left out of its own answer.</summary>
    /// <param name="gallery">The gallery that answers.</param>
    /// <param name="encoder">The encoder that made it.</param>
    /// <param name="queries">The folder of queries; the folder that holds a picture is its label.</param>
    /// <param name="options">What to measure; null for <see cref="EvaluationOptions.Default"/>.</param>
    /// <param name="progress">Told of the work as it goes, from any thread.</param>
    /// <param name="cancellationToken">Stops between queries and blocks of them.</param>
    /// <exception cref="GalleryException">The gallery was made by another encoder, or an embedding is damaged on the disk.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<EvaluationReport> RunAsync(
        Gallery gallery,
        ImageEncoder encoder,
        ImageFolder queries,
        EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(queries);
        gallery.RequireEncoder(encoder);
        options ??= EvaluationOptions.Default;
        LabelledContents contents = await Task.Run(gallery.ReadContents, cancellationToken).ConfigureAwait(false);
        QuerySet gathered = await new FolderQueries(gallery, contents, options).GatherAsync(encoder, queries, progress, cancellationToken).ConfigureAwait(false);
        EvaluationRun run = new(gallery, contents, options, progress, cancellationToken);
        return await Task.Run(() => Explained(gallery, () => run.Run(gathered)), cancellationToken).ConfigureAwait(false);
    }

    private static EvaluationReport Explained(Gallery gallery, Func<EvaluationReport> run)
    {
        try
        {
            return run();
        }
        catch (AggregateException exception) when (exception.InnerExceptions is [IndexFormatException damage, ..])
        {
            throw StorageFailure.Explain(gallery.Path, damage);
        }
        catch (IndexFormatException damage)
        {
            throw StorageFailure.Explain(gallery.Path, damage);
        }
    }
}
