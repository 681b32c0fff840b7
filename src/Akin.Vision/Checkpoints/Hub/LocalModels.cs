using Akin.Vision.Encoding;

namespace Akin.Vision.Checkpoints.Hub;

/// <summary>Looks up which models are on this machine.</summary>
internal static class LocalModels
{
    private const string ModelPrefix = "models--";

    /// <summary>Links are not followed: a content counts once, however many commits share it.</summary>
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Those that come with Akin, then those of the cache by name.</summary>
    public static IReadOnlyList<LocalModel> List(HubSettings settings)
    {
        List<LocalModel> models = [.. BuiltInEncoders.Names.Select(BuiltIn)];
        if (Directory.Exists(settings.CacheFolder))
        {
            models.AddRange(Directory.EnumerateDirectories(settings.CacheFolder, ModelPrefix + "*").Order(StringComparer.Ordinal).Select(folder => Cached(settings, folder)).OfType<LocalModel>());
        }

        return models;
    }

    private static LocalModel BuiltIn(string name)
    {
        string folder = BuiltInEncoders.Find(name)!;
        string[] names = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file))];
        return new LocalModel(name, folder, LengthOf(folder), [new LocalRevision(string.Empty, [], folder, Problem(name, names, null, folder, _ => true))]);
    }

    private static LocalModel? Cached(HubSettings settings, string folder)
    {
        string[] parts = Path.GetFileName(folder)[ModelPrefix.Length..].Split("--");
        if (parts.Length != 2 || !HubId.TryParse(string.Join('/', parts), HubRepositoryKind.Model, out HubId? id))
        {
            return null;
        }

        HubCache cache = new(settings.CacheFolder, id.FolderName);
        ILookup<string?, string> references = cache.References().ToLookup(cache.FindCommit);
        List<LocalRevision> revisions = [.. cache.Commits().Select(commit => Revision(cache, id, commit, [.. references[commit]]))];
        return new LocalModel(id.Name, folder, LengthOf(folder), revisions);
    }

    private static LocalRevision Revision(HubCache cache, HubId id, string commit, IReadOnlyList<string> references)
    {
        string folder = cache.SnapshotFolder(commit);
        return new LocalRevision(commit, references, folder, Problem(id.Name, cache.Names(commit), cache.ReadTree(commit)?.Names, folder, name => cache.Holds(commit, name)));
    }

    /// <summary>Why an encoder cannot be run from the files that are here; by the list of all files of the commit a missing one is told from one that never was.</summary>
    private static string? Problem(string model, IReadOnlyCollection<string> names, IReadOnlyCollection<string>? allNames, string folder, Func<string, bool> isHere)
    {
        string? first = null;
        foreach (IReadOnlyCollection<string> files in allNames is null ? [names] : (IReadOnlyCollection<string>[])[allNames, names])
        {
            try
            {
                IReadOnlyList<string> missing = ModelFiles.Missing(model, files, folder, isHere);
                if (missing.Count == 0)
                {
                    ModelFiles.RequireKnown(model, files, folder);
                    return null;
                }

                first ??= $"{model} is not whole: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing, and will be downloaded when it is used.";
            }
            catch (CheckpointException exception)
            {
                first ??= exception.Message;
            }
        }

        return first;
    }

    private static long LengthOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", Everything).Sum(file => file.Length);
}
