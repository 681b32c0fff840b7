using Akin.Galleries;
using Akin.Vision.Decoding;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Akin.VectorStores;

public sealed partial class GalleryCollection
{
    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.Run(() => Gallery.Exists(_galleryPath), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A new gallery needs the encoder and the folder that the collection was created with. It holds nothing yet: put pictures in, or follow the folder.</remarks>
    /// <exception cref="InvalidOperationException">There is no gallery, and the collection has no encoder or no folder to make one.</exception>
    /// <exception cref="VectorStoreException">The place holds something else, or its disk refuses.</exception>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        return Change(nameof(EnsureCollectionExistsAsync), () =>
        {
            if (Gallery.ReadInfo(_galleryPath) is null)
            {
                string folderPath = _folderPath ?? throw new InvalidOperationException($"There is no gallery {_galleryPath}: give the collection the folder that a new one follows.");
                Gallery.Create(_galleryPath, folderPath, RequireEncoder());
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The pictures stay. A folder with other things in it stays too.</remarks>
    /// <exception cref="VectorStoreException">Another process writes the gallery, or its disk refuses.</exception>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Change(nameof(EnsureCollectionDeletedAsync), () =>
    {
        _open.Close();
        Gallery.Delete(_galleryPath);
    }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The file stays, and out of the gallery, until its content changes.</remarks>
    /// <exception cref="VectorStoreException">There is no gallery, another process writes it, or its disk refuses.</exception>
    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    /// <inheritdoc cref="DeleteAsync(string, CancellationToken)"/>
    public override Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Change(nameof(DeleteAsync), () => Gallery.RemoveKnown(_galleryPath, keys), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The picture is read from its file and encoded, unless its content is known. A label or split of the record that is not null holds instead of the folder's.</remarks>
    /// <exception cref="ArgumentException">The record has an embedding: the gallery's encoder makes it.</exception>
    /// <exception cref="InvalidOperationException">The collection has no encoder.</exception>
    /// <exception cref="VectorStoreException">The key names no picture file below a folder of the gallery, which has another encoder, or is written by another process.</exception>
    public override Task UpsertAsync(GalleryPicture record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    /// <inheritdoc cref="UpsertAsync(GalleryPicture, CancellationToken)"/>
    /// <param name="records">All of them are put in, or none.</param>
    /// <param name="cancellationToken">Stops it; nothing was put in then.</param>
    public override Task UpsertAsync(IEnumerable<GalleryPicture> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<GalleryPicture> pictures = [.. records];
        if (pictures.Find(picture => picture.Embedding is not null) is GalleryPicture given)
        {
            throw new ArgumentException($"The record {given.Key} has an embedding, and a gallery's are made by its encoder: leave it null.", nameof(records));
        }

        ImageEncoder encoder = RequireEncoder();
        return Change(nameof(UpsertAsync), () => Gallery.Put(_galleryPath, encoder, pictures, cancellationToken), cancellationToken);
    }

    private ImageEncoder RequireEncoder() =>
        _encoder ?? throw new InvalidOperationException($"The collection {Name} has no encoder: give it the one that made the gallery, to search by pictures or to put pictures in.");

    private async Task<ReadOnlyMemory<float>> EmbedPictureAsync(ImageEncoder encoder, DataContent picture, CancellationToken cancellationToken)
    {
        try
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await encoder.GenerateAsync([picture], options: null, cancellationToken).ConfigureAwait(false);
            return embeddings[0].Vector;
        }
        catch (ImageDecodeException exception)
        {
            throw Failure(nameof(SearchAsync), exception);
        }
    }

    /// <summary>Reads, on another thread: the gallery's calls do not wait asynchronously.</summary>
    private Task<T> Run<T>(string operation, Func<Gallery, T> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using OpenGallery.Lease lease = _open.Borrow();
                return read(lease.Gallery);
            }
            catch (GalleryException exception)
            {
                throw Failure(operation, exception);
            }
        },
        cancellationToken);

    private Task Change(string operation, Action change, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                change();
            }
            catch (Exception exception) when (exception is GalleryException or DirectoryNotFoundException)
            {
                throw Failure(operation, exception);
            }
        },
        cancellationToken);

    private VectorStoreException Failure(string operation, Exception exception) => new(exception.Message, exception)
    {
        VectorStoreSystemName = SystemName,
        VectorStoreName = _galleryPath,
        CollectionName = Name,
        OperationName = operation,
    };
}
