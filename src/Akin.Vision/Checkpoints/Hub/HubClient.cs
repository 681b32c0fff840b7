using System.Text.Json;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Finds the files of a model: in the cache, or else on the Hub. Several threads and processes may look for the same at once.</summary>
/// <param name="settings">Where, and how to ask.</param>
/// <param name="onnxFile">The ONNX model that is wanted of a model, or null for what an encoder takes by itself.</param>
internal sealed class HubClient(HubSettings settings, string? onnxFile = null) : IDisposable
{
    private readonly HubConnection _connection = new(settings);

    /// <summary>The model in the cache, without the network; null where it is not there whole.</summary>
    public static HubSnapshot? FindCached(HubSettings settings, HubId id, string? onnxFile = null)
    {
        HubCache cache = new(settings.CacheFolder, id.FolderName);
        return cache.FindCommit(id.Revision) is string commit && IsWhole(cache, id, commit, onnxFile) ? new HubSnapshot(cache.SnapshotFolder(commit), commit) : null;
    }

    /// <summary>Finds the model, and downloads what the cache lacks of it.</summary>
    /// <param name="id">The model.</param>
    /// <param name="progress">Told of what is received; may be null.</param>
    /// <param name="cancellationToken">Stops at once; what has been received is kept, and the next call goes on from there.</param>
    /// <exception cref="HubException">It is neither in the cache nor to be had.</exception>
    /// <exception cref="CheckpointException">It is no encoder that Akin can run.</exception>
    public async Task<HubSnapshot> GetModelAsync(HubId id, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (settings.IsOffline || id.IsPinned)
            {
                HubSnapshot? cached = FindCached(settings, id, onnxFile);
                if (cached is not null || settings.IsOffline)
                {
                    return cached ?? throw new HubException(
                        HubFailure.Offline, $"The model {id} is not whole in the cache {settings.CacheFolder}, and HF_HUB_OFFLINE forbids the network: download it once without that.");
                }
            }

            return await AskAsync(id, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HubStorage.IsStorage(exception))
        {
            throw HubStorage.Explain(settings.CacheFolder, exception);
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Whether the cache holds all that an encoder needs, by the list of the commit's files or, where an older client left none, by the files themselves.</summary>
    private static bool IsWhole(HubCache cache, HubId id, string commit, string? onnxFile)
    {
        HubTree? tree = cache.ReadTree(commit);
        return (tree is not null && IsWhole(cache, id, commit, onnxFile, tree.Names)) || IsWhole(cache, id, commit, onnxFile, cache.Names(commit));
    }

    private static bool IsWhole(HubCache cache, HubId id, string commit, string? onnxFile, IReadOnlyCollection<string> names)
    {
        try
        {
            return ModelFiles.Missing(id.Name, names, cache.SnapshotFolder(commit), name => cache.Holds(commit, name), onnxFile).Count == 0;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    private async Task<HubSnapshot> AskAsync(HubId id, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            string commit = await GetCommitAsync(id, cancellationToken).ConfigureAwait(false);
            return await new HubDownload(_connection, settings, id, onnxFile, progress).RunAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.CacheMayAnswer && FindCached(settings, id, onnxFile) is HubSnapshot cached)
        {
            progress?.Report(new HubProgress(id.ToString(), null, 0, 0, $"{exception.Message} Going on with {id.Name} as it was downloaded before, at commit {cached.Commit[..12]}."));
            return cached;
        }
    }

    private async Task<string> GetCommitAsync(HubId id, CancellationToken cancellationToken)
    {
        Uri address = new(settings.Endpoint, $"{id.ApiPath}/revision/{Uri.EscapeDataString(id.Revision)}");
        (JsonDocument document, _) = await _connection.GetJsonAsync(id, address, cancellationToken).ConfigureAwait(false);
        using (document)
        {
            bool hasCommit = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("sha", out JsonElement sha)
                && sha.ValueKind == JsonValueKind.String
                && HubId.IsCommit(sha.GetString()!);
            return hasCommit
                ? document.RootElement.GetProperty("sha").GetString()!
                : throw new HubException(HubFailure.BadAnswer, $"{settings.Endpoint.Authority} does not say which commit {id} is: check HF_ENDPOINT.");
        }
    }
}
