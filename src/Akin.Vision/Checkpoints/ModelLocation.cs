using Akin.Vision.Checkpoints.Hub;
using Akin.Vision.Encoding;

namespace Akin.Vision.Checkpoints;

/// <summary>Where the files of a named model are. A folder is taken before a model of the Hub that has the same name.</summary>
/// <param name="Model">What names the same files from any working folder: a built-in name, a full path, or <c>owner/name@commit</c>.</param>
/// <param name="Name">The name to be shown.</param>
/// <param name="Folder">The folder of its files.</param>
internal sealed record ModelLocation(string Model, string Name, string Folder)
{
    /// <summary>Finds a model on this machine.</summary>
    /// <exception cref="CheckpointException">It is not here.</exception>
    public static ModelLocation Find(string model, string? onnxFile, Func<HubSettings> settings)
    {
        if (FindFolder(model) is ModelLocation location)
        {
            return location;
        }

        HubId id = ParseId(model);
        try
        {
            HubSnapshot? cached = HubClient.FindCached(settings(), id, onnxFile);
            return cached is null
                ? throw new CheckpointException(model, $"There is no folder {model}, and the model cache does not hold a model {id} whole: download it first, by {nameof(ImageEncoder.OpenAsync)} or by 'akin embed'.")
                : At(id, cached);
        }
        catch (HubException exception)
        {
            throw exception.ToPublic(model);
        }
    }

    /// <summary>Finds a model, and downloads it from the Hub where it is not on this machine.</summary>
    /// <exception cref="CheckpointException">There is no such model, or none that may be had or run.</exception>
    /// <exception cref="IOException">The network or the disk refused.</exception>
    public static async Task<ModelLocation> FindAsync(string model, string? onnxFile, Func<HubSettings> settings, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        if (FindFolder(model) is ModelLocation location)
        {
            return location;
        }

        HubId id = ParseId(model);
        try
        {
            using HubClient client = new(settings(), onnxFile);
            return At(id, await client.GetModelAsync(id, progress, cancellationToken).ConfigureAwait(false));
        }
        catch (HubException exception)
        {
            throw exception.ToPublic(model);
        }
    }

    private static ModelLocation At(HubId id, HubSnapshot snapshot) => new(id.At(snapshot.Commit).ToString(), id.Name, snapshot.Folder);

    private static ModelLocation? FindFolder(string model)
    {
        if (BuiltInEncoders.Find(model) is string builtIn)
        {
            return new ModelLocation(model, model, builtIn);
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(model));
        return Directory.Exists(path) ? new ModelLocation(path, Path.GetFileName(path), path) : null;
    }

    private static HubId ParseId(string model) => HubId.TryParse(model, HubRepositoryKind.Model, out HubId? id)
        ? id
        : throw new CheckpointException(
            model,
            $"There is no encoder {model}: name the folder of a checkpoint, a model of the Hub as owner/name or owner/name@revision, or one that comes with Akin ({string.Join(", ", BuiltInEncoders.Names)}).");
}
