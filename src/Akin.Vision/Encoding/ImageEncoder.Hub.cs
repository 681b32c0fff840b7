using Akin.Vision.Checkpoints;
using Akin.Vision.Checkpoints.Hub;

namespace Akin.Vision.Encoding;

public sealed partial class ImageEncoder
{
    /// <summary>
    /// Opens an encoder, and downloads it from the Hugging Face Hub where it is a model of the Hub that is not on this machine. The files go into the cache that
    /// <c>huggingface_hub</c> uses, found by the variables that it reads: <c>HF_HOME</c>, <c>HF_HUB_CACHE</c>, <c>HF_ENDPOINT</c>, <c>HF_TOKEN</c>, <c>HF_HUB_OFFLINE</c>.
    /// </summary>
    /// <param name="model">As for <see cref="Open"/>. A branch or tag is asked for on the Hub each time, a whole commit only where it is not in the cache.</param>
    /// <param name="options">How it runs, or null for the defaults.</param>
    /// <param name="progress">Told of what is downloaded, from threads of the download.</param>
    /// <param name="cancellationToken">Stops at once. What has been downloaded is kept, and the next call goes on from there.</param>
    /// <exception cref="CheckpointException">There is no such model, it may not be had, it is damaged, or of a kind that Akin does not know.</exception>
    /// <exception cref="IOException">The network does not answer, or the cache cannot be written. Try again.</exception>
    public static Task<ImageEncoder> OpenAsync(
        string model, EncoderOptions? options = null, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return OpenWithAsync(model, options, HubSettings.FromEnvironment, progress, cancellationToken);
    }

    /// <summary>The models that <see cref="Open"/> finds by name: those that come with Akin, and those in the Hub's cache, whether Akin can run them or not.</summary>
    /// <exception cref="IOException">The cache cannot be read.</exception>
    public static IReadOnlyList<LocalModel> ListLocal()
    {
        try
        {
            HubSettings settings = HubSettings.FromEnvironment();
            try
            {
                return LocalModels.List(settings);
            }
            catch (Exception exception) when (HubStorage.IsStorage(exception))
            {
                throw HubStorage.Explain(settings.CacheFolder, exception);
            }
        }
        catch (HubException exception)
        {
            throw exception.ToPublic(string.Empty);
        }
    }

    /// <summary>As the public one, with settings of the caller's.</summary>
    internal static async Task<ImageEncoder> OpenWithAsync(
        string model, EncoderOptions? options, Func<HubSettings> settings, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ModelLocation location = await ModelLocation.FindAsync(model, options?.OnnxFile, settings, progress, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => OpenAt(location, options ?? new EncoderOptions()), cancellationToken).ConfigureAwait(false);
    }
}
