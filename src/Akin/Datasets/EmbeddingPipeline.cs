using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akin.Vision.Encoding;

namespace Akin.Datasets;

/// <summary>
/// Embeds many files on all cores, in order. Each worker takes one picture the whole way, so one core decodes while another encodes and
/// nothing is handed over while it is warm in a core's cache. A few pictures a worker are under way at a time, whatever the number of files.
/// </summary>
/// <remarks>One pipeline may be run any number of times, also at once. The encoder stays its caller's, and should take one thread a call: the workers fill the cores.</remarks>
public sealed class EmbeddingPipeline
{
    /// <summary>Enough that a worker never waits for the consumer to take a slow predecessor, few enough to bound memory.</summary>
    private const int InFlightPerWorker = 4;

    private readonly PictureEmbedder _embedder;
    private readonly int _workerCount;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="workerCount">Pictures that are decoded and encoded at once, at least 1; null for one a core.</param>
    /// <exception cref="ArgumentOutOfRangeException">The worker count is below 1.</exception>
    public EmbeddingPipeline(ImageEncoder encoder, int? workerCount = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _workerCount = workerCount ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(_workerCount, 1, nameof(workerCount));
        _embedder = new PictureEmbedder(encoder);
    }

    /// <summary>Embeds the files.</summary>
    /// <param name="files">The files, enumerated on another thread, as they are needed.</param>
    /// <param name="cancellationToken">Stops before the next picture.</param>
    /// <returns>One outcome a file, in the files' order.</returns>
    public IAsyncEnumerable<PictureOutcome> RunAsync(IEnumerable<PictureFile> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        return RunAsync(files, recognise: null, cancellationToken);
    }

    /// <summary>Embeds the files, except those whose bytes are known.</summary>
    /// <param name="files">The files, enumerated on another thread, as they are needed.</param>
    /// <param name="recognise">What is known of a file's bytes, by their SHA-256. Called from the workers, at once. Without it no file is hashed.</param>
    /// <param name="cancellationToken">Stops before the next picture.</param>
    /// <returns>One outcome a file, in the files' order.</returns>
    internal async IAsyncEnumerable<PictureOutcome> RunAsync(
        IEnumerable<PictureFile> files,
        Func<PictureFile, byte[], ContentState>? recognise,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<Task<PictureOutcome>> underWay = Channel.CreateBounded<Task<PictureOutcome>>(_workerCount * InFlightPerWorker);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task start = Task.Run(() => StartAllAsync(files, recognise, underWay.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (Task<PictureOutcome> outcome in underWay.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return await outcome.ConfigureAwait(false);
            }
        }
        finally
        {
            // The consumer may leave early; nothing may go on encoding behind its back.
            await stop.CancelAsync().ConfigureAwait(false);
            await start.ConfigureAwait(false);
            while (underWay.Reader.TryRead(out Task<PictureOutcome>? left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StartAllAsync(
        IEnumerable<PictureFile> files,
        Func<PictureFile, byte[], ContentState>? recognise,
        ChannelWriter<Task<PictureOutcome>> underWay,
        CancellationToken stop)
    {
        using SemaphoreSlim freeWorkers = new(_workerCount);
        try
        {
            foreach (PictureFile file in files)
            {
                await freeWorkers.WaitAsync(stop).ConfigureAwait(false);
                Task<PictureOutcome> outcome = Task.Run(() => Embed(file, recognise, freeWorkers), CancellationToken.None);
                await underWay.WriteAsync(outcome, stop).ConfigureAwait(false);
            }

            underWay.Complete();
        }
        catch (OperationCanceledException)
        {
            underWay.Complete();
        }
        catch (Exception exception) when (underWay.TryComplete(exception))
        {
            // The consumer gets it.
        }
        finally
        {
            for (int worker = 0; worker < _workerCount; worker++)
            {
                await freeWorkers.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private PictureOutcome Embed(PictureFile file, Func<PictureFile, byte[], ContentState>? recognise, SemaphoreSlim freeWorkers)
    {
        try
        {
            return _embedder.Embed(file, recognise);
        }
        finally
        {
            freeWorkers.Release();
        }
    }
}
