using System.Linq.Expressions;
using Akin.VectorStores;
using Akin.Vision.Encoding;

namespace Akin.Galleries;

public sealed partial class Gallery
{
    /// <summary>A picture by its key; null where the gallery has none.</summary>
    internal GalleryPicture? ReadPicture(string key, bool withEmbedding)
    {
        if (_keys.Parse(key) is not ItemName name)
        {
            return null;
        }

        ItemCondition condition = new();
        condition.And($"root = {condition.Parameter(name.Root)} AND key = {condition.Parameter(name.Key)}");
        return Read(condition, "root", 0, 1, withEmbedding).FirstOrDefault();
    }

    /// <summary>Pictures that a filter takes.</summary>
    /// <param name="filter">The filter, or null for all.</param>
    /// <param name="orders">What they are ordered by, each with whether it rises; then by key.</param>
    /// <param name="skipCount">How many to leave out at the start.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="withEmbeddings">Whether they come with their embeddings.</param>
    /// <exception cref="NotSupportedException">Filter or order asks for what the catalogue does not know.</exception>
    internal List<GalleryPicture> ReadPictures(
        Expression<Func<GalleryPicture, bool>>? filter, IEnumerable<(Expression Property, bool Rises)> orders, int skipCount, int count, bool withEmbeddings)
    {
        ItemCondition condition = new();
        PictureFilter.Add(condition, filter, _keys.Sql);
        IEnumerable<string> columns = orders.Select(order => $"{PictureFilter.Column(order.Property, _keys.Sql)} {(order.Rises ? "ASC" : "DESC")}");
        return Read(condition, string.Join(", ", columns.Append("root").Append("key")), skipCount, count, withEmbeddings);
    }

    private List<GalleryPicture> Read(ItemCondition condition, string order, int skipCount, int count, bool withEmbeddings)
    {
        List<(GalleryPicture Picture, long Row)> found;
        lock (_catalogueLock)
        {
            found = _catalogue.ReadPictures(condition, order, skipCount, count, _keys);
        }

        return [.. found.Select(item => withEmbeddings ? item.Picture with { Embedding = ReadEmbedding(item.Row) } : item.Picture)];
    }

    private float[] ReadEmbedding(long row)
    {
        float[] embedding = new float[Info.Dimensions];
        _vectors.Read(row, embedding);
        return embedding;
    }

    /// <summary>Makes a gallery without a picture where there is none.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="GalleryException">The place holds something else, or a gallery of another encoder, or is written by another process.</exception>
    internal static void Create(string galleryPath, string folderPath, ImageEncoder encoder)
    {
        try
        {
            IReadOnlyList<GalleryRoot> roots = RootPlan.Resolve(galleryPath, [], [new RootFolder(folderPath)], selection: null);
            using GalleryWriter writer = GalleryWriter.Open(galleryPath, new GalleryInfo([], encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0));
            if (writer.Info.Roots.Count == 0)
            {
                writer.SaveRoots(roots);
            }
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }

    /// <summary>Brings pictures up to date from their files, all of them or none.</summary>
    /// <param name="galleryPath">The gallery's folder.</param>
    /// <param name="encoder">The encoder that made it.</param>
    /// <param name="pictures">The pictures: their keys, and the labels and splits that they get where these are not null.</param>
    /// <param name="cancellationToken">Stops it; nothing was changed then.</param>
    /// <exception cref="GalleryException">A key names no file or no picture, or the gallery has another encoder, or is written by another process.</exception>
    internal static void Put(string galleryPath, ImageEncoder encoder, IEnumerable<GalleryPicture> pictures, CancellationToken cancellationToken)
    {
        try
        {
            using GalleryWriter writer = GalleryWriter.Open(galleryPath, new GalleryInfo([], encoder.Model, encoder.Fingerprint, encoder.Dimensions, encoder.Options, 0));
            PicturePut put = new(writer, encoder);
            foreach (GalleryPicture picture in pictures)
            {
                cancellationToken.ThrowIfCancellationRequested();
                put.Take(picture);
            }

            writer.Commit();
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }

    /// <summary>Takes pictures out of a gallery, those that it has.</summary>
    /// <exception cref="GalleryException">There is no gallery, or it is written by another process.</exception>
    internal static void RemoveKnown(string galleryPath, IEnumerable<string> keys) => Change(galleryPath, writer =>
    {
        GalleryKeys names = new(writer.Info.Roots);
        List<string> known = [.. keys.Where(key => names.Parse(key) is ItemName name && writer.Catalogue.FindRow(name) is not null)];
        return new RemovalRun(writer, new Removal { Keys = known }).Run();
    });

    /// <summary>Deletes a gallery's files, and its folder where nothing else lies in it. The pictures stay.</summary>
    /// <exception cref="GalleryException">Another process writes it.</exception>
    internal static void Delete(string galleryPath)
    {
        if (!Exists(galleryPath))
        {
            return;
        }

        try
        {
            using (GalleryLock galleryLock = GalleryLock.Take(galleryPath))
            {
                GalleryIndexes.DeleteFiles(galleryPath);
                foreach (string path in Directory.EnumerateFiles(galleryPath).Where(path => VectorsFiles.IsName(System.IO.Path.GetFileName(path)) || Catalogue.IsFile(path)).ToList())
                {
                    File.Delete(path);
                }
            }

            foreach (string path in Directory.EnumerateFiles(galleryPath).Where(GalleryLock.IsLock).ToList())
            {
                File.Delete(path);
            }

            if (!Directory.EnumerateFileSystemEntries(galleryPath).Any())
            {
                Directory.Delete(galleryPath);
            }
        }
        catch (Exception exception) when (StorageFailure.IsStorage(exception))
        {
            throw StorageFailure.Explain(galleryPath, exception);
        }
    }
}
