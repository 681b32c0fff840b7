using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Akin.Galleries;
using Akin.Vision.Encoding;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Akin.VectorStores;

/// <summary>
/// A gallery as a collection of a vector store, for code that knows only <see cref="VectorStoreCollection{TKey, TRecord}"/>. Thread-safe; every call sees the newest state of
/// the gallery, also what other processes have written. The caller disposes it.
/// </summary>
/// <remarks>
/// <para>A search takes a vector (<see cref="ReadOnlyMemory{T}"/> of floats, a float array or an <see cref="Embedding{T}"/>), or the bytes of a picture as <see cref="DataContent"/>;
/// its score is the cosine. How it is answered is the gallery's own choice, with the recall that it was indexed for.</para>
/// <para>Records stand for files: to put one in, its key names a file below a folder that the gallery follows, and the gallery's encoder makes the embedding. For whole folders
/// <see cref="Gallery.FollowAsync"/> is faster; its next run also sets labels by folders again.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is what vector stores call a collection.")]
[SuppressMessage("ApiDesign", "RS0026", Justification = "The overloads are those of the base class.")]
public sealed partial class GalleryCollection : VectorStoreCollection<string, GalleryPicture>
{
    private const string SystemName = "akin";

    private readonly string _galleryPath;
    private readonly ImageEncoder? _encoder;
    private readonly string? _folderPath;
    private readonly OpenGallery _open;

    /// <summary>Creates the collection. Nothing is opened yet.</summary>
    /// <param name="galleryPath">The gallery's folder, usually <c>NAME.akin</c>.</param>
    /// <param name="encoder">The encoder that made the gallery, for searching by pictures and for putting pictures in; null where neither is done. It stays the caller's.</param>
    /// <param name="folderPath">The folder of pictures that a new gallery follows; null where there is a gallery.</param>
    public GalleryCollection(string galleryPath, ImageEncoder? encoder = null, string? folderPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(galleryPath);
        _galleryPath = galleryPath;
        _encoder = encoder;
        _folderPath = folderPath;
        _open = new OpenGallery(galleryPath);
    }

    /// <summary>The gallery's folder without its place and without <c>.akin</c>.</summary>
    public override string Name => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_galleryPath)));

    /// <inheritdoc/>
    /// <exception cref="VectorStoreException">The gallery is damaged, or its disk refuses.</exception>
    public override Task<GalleryPicture?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Run(nameof(GetAsync), gallery => gallery.ReadPicture(key, options?.IncludeVectors ?? false), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Filters may compare a picture's properties with values, combine by <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>, and ask <c>values.Contains(picture.Label)</c> or for the start, the end or a part of a string.</remarks>
    /// <exception cref="NotSupportedException">The filter asks for something else; the message names it.</exception>
    /// <exception cref="VectorStoreException">The gallery is damaged, or its disk refuses.</exception>
    public override async IAsyncEnumerable<GalleryPicture> GetAsync(
        Expression<Func<GalleryPicture, bool>> filter, int top, FilteredRecordRetrievalOptions<GalleryPicture>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new FilteredRecordRetrievalOptions<GalleryPicture>();
        List<(Expression, bool)> orders = [.. (options.OrderBy?.Invoke(new()).Values ?? []).Select(order => (order.PropertySelector.Body, order.Ascending))];
        List<GalleryPicture> found = await Run(
            nameof(GetAsync), gallery => gallery.ReadPictures(filter, orders, options.Skip, top, options.IncludeVectors), cancellationToken).ConfigureAwait(false);
        foreach (GalleryPicture picture in found)
        {
            yield return picture;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Filters are those of <see cref="GetAsync(Expression{Func{GalleryPicture, bool}}, int, FilteredRecordRetrievalOptions{GalleryPicture}?, CancellationToken)"/>. They hold inside the search: as many match as are wanted, where there are as many. A score threshold is the least cosine.</remarks>
    /// <exception cref="NotSupportedException">The value is no vector and no picture, or the filter asks for what the catalogue does not know.</exception>
    /// <exception cref="VectorStoreException">The picture cannot be decoded, the gallery has another encoder or other dimensions, is damaged, or its disk refuses.</exception>
    public override async IAsyncEnumerable<VectorSearchResult<GalleryPicture>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<GalleryPicture>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new VectorSearchOptions<GalleryPicture>();
        ReadOnlyMemory<float> embedding = await EmbedAsync(searchValue, cancellationToken).ConfigureAwait(false);
        GallerySearchOptions search = new() { Filter = options.Filter, MinimumSimilarity = options.ScoreThreshold ?? -1 };
        List<VectorSearchResult<GalleryPicture>> results = await Run(nameof(SearchAsync), gallery => Search(gallery, embedding, top, options, search), cancellationToken).ConfigureAwait(false);
        foreach (VectorSearchResult<GalleryPicture> result in results)
        {
            yield return result;
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? new VectorStoreCollectionMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _galleryPath, CollectionName = Name }
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_encoder) ? _encoder
            : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _open.Dispose();
        }

        base.Dispose(disposing);
    }

    private static List<VectorSearchResult<GalleryPicture>> Search(
        Gallery gallery, ReadOnlyMemory<float> embedding, int top, VectorSearchOptions<GalleryPicture> options, GallerySearchOptions search)
    {
        if (embedding.Length != gallery.Info.Dimensions)
        {
            throw new GalleryException(gallery.Path, $"The vector has {embedding.Length} dimensions, and the embeddings of {gallery.Path} have {gallery.Info.Dimensions}: search with one of the encoder {gallery.Info.Model}.");
        }

        MatchList matches = gallery.Search(embedding.Span, (int)Math.Min(int.MaxValue, (long)top + options.Skip), search);
        return [.. matches.Skip(options.Skip).Select(match => new VectorSearchResult<GalleryPicture>(gallery.ReadPicture(match.Key, options.IncludeVectors)!, match.Similarity))];
    }

    private async Task<ReadOnlyMemory<float>> EmbedAsync<TInput>(TInput searchValue, CancellationToken cancellationToken)
        where TInput : notnull
    {
        switch (searchValue)
        {
            case ReadOnlyMemory<float> vector:
                return vector;
            case float[] vector:
                return vector;
            case Embedding<float> embedding:
                return embedding.Vector;
            case DataContent picture:
                ImageEncoder encoder = RequireEncoder();
                await Run(nameof(SearchAsync), gallery =>
                {
                    gallery.RequireEncoder(encoder);
                    return true;
                }, cancellationToken).ConfigureAwait(false);
                return await EmbedPictureAsync(encoder, picture, cancellationToken).ConfigureAwait(false);
            default:
                throw new NotSupportedException($"A gallery cannot be searched for a {typeof(TInput).Name}: search for a vector of floats, or for a picture as {nameof(DataContent)}.");
        }
    }
}
