using System.Diagnostics;
using Akin.Datasets;
using Akin.VectorStores;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

/// <summary>Brings single pictures of a gallery up to date, without walking its folders. The caller commits.</summary>
/// <param name="writer">The gallery's writer.</param>
/// <param name="encoder">The encoder that made the gallery.</param>
internal sealed class PicturePut(GalleryWriter writer, ImageEncoder encoder)
{
    private readonly PictureEmbedder _embedder = new(encoder);
    private readonly GalleryKeys _keys = new(writer.Info.Roots);
    private readonly RecentChanges _recent = new(TimeProvider.System);
    private readonly Dictionary<ContentHash, KnownContent> _taken = [];

    /// <summary>Takes a picture.</summary>
    /// <param name="picture">Its key, and the label and split that it gets where these are not null.</param>
    /// <exception cref="GalleryException">The key names no file below a folder of the gallery, or the file is no picture.</exception>
    public void Take(GalleryPicture picture)
    {
        PictureFile file = Find(picture.Key);
        file = file with { Label = picture.Label ?? file.Label, Split = picture.Split ?? file.Split };
        PictureOutcome outcome = _embedder.Embed(file, (_, hash) => Known(hash) is null ? ContentState.New : ContentState.Recognised);
        PictureFile dated = _recent.Dated(file);
        switch (outcome)
        {
            case PictureOutcome.Embedded embedded:
                _taken.Add(ContentHash.Of(embedded.ContentHash), writer.Add(embedded with { File = dated }));
                break;
            case PictureOutcome.Recognised recognised:
                writer.AddKnown(dated, recognised.ContentHash, Known(recognised.ContentHash)!.Value);
                break;
            case PictureOutcome.Rejected rejected:
                throw new GalleryException(writer.GalleryPath, $"{file.Path} cannot be put into {writer.GalleryPath}: {rejected.Reason}.");
            default:
                throw new UnreachableException($"Nothing is known of the outcome {outcome.GetType().Name}.");
        }
    }

    private PictureFile Find(string key)
    {
        if (_keys.Parse(key) is not ItemName name || PathBelowRoot(name) is not string path)
        {
            throw new GalleryException(writer.GalleryPath, $"{writer.GalleryPath} cannot take {key}: keys are paths of files below the folders that it follows ({string.Join(", ", writer.Info.Roots.Select(root => root.Path))}).");
        }

        string[] folders = name.Key.Split('/')[..^1];
        string? label = folders.Length == 0 ? null : ImageFolder.LabelOf(folders[^1]);
        return PictureFile.Describe(new FileInfo(path), name.Key, label) with { Root = name.Root, Split = folders.Select(Splits.Of).FirstOrDefault(split => split is not null) };
    }

    /// <summary>The file of an item; null where there is none, or the key is not a path as walks of the folder write it, which would lead elsewhere.</summary>
    private string? PathBelowRoot(ItemName name)
    {
        bool isPlain = name.Key.Split('/').All(part => part is not ("" or "." or ".."));
        return isPlain && _keys.PathOf(name) is string path && File.Exists(path) ? path : null;
    }

    private KnownContent? Known(byte[] contentHash) =>
        _taken.TryGetValue(ContentHash.Of(contentHash), out KnownContent taken) ? taken : writer.Catalogue.FindContent(contentHash);
}
