using Akin.Vectors.Storage;

namespace Akin.Galleries;

/// <summary>
/// Rewrites a gallery without the rows that belong to no picture. The living rows go to a vector file of the next generation, which is flushed; one transaction of the catalogue then
/// renumbers the rows and makes that file the one that counts; at last the old file is deleted. Whatever stops it in between leaves a gallery of one generation or the other, whole,
/// and a file too many, which the next writer deletes. Not thread-safe.
/// </summary>
internal sealed class Compaction(string galleryPath, Catalogue catalogue, GalleryInfo info)
{
    /// <summary>Rows between two looks at whether to stop.</summary>
    private const int RowsPerReport = 1 << 12;

    /// <summary>Runs it. The caller holds the gallery's lock and has no vector file open for writing.</summary>
    /// <param name="progress">Told of the rows that were copied.</param>
    /// <param name="cancellationToken">Stops it before the catalogue is changed.</param>
    /// <returns>How many rows were dropped.</returns>
    /// <exception cref="GalleryException">A row that is to be kept is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the gallery is as before.</exception>
    public long Run(RunProgress progress, CancellationToken cancellationToken)
    {
        catalogue.RequireRows(info.RowCount);
        long liveCount = catalogue.NumberLiveRows();
        progress.Tell(IndexStage.Compaction, 0, liveCount);
        if (liveCount < info.RowCount)
        {
            long generation = catalogue.NextGeneration();
            string path = Path.Combine(galleryPath, VectorsFiles.Name(generation));
            try
            {
                Copy(path, liveCount, progress, cancellationToken);
            }
            catch
            {
                File.Delete(path);
                throw;
            }

            // They hold the numbers of rows. Gone before the rows get other numbers, they cannot be taken for those of the new ones.
            GalleryIndexes.DeleteFiles(galleryPath);
            catalogue.CommitRenumbering(generation, liveCount);
            VectorsFiles.DeleteOthers(galleryPath, generation, catalogue.ReadMigration()?.VectorsGeneration);
        }

        catalogue.GiveSpaceBack();
        return info.RowCount - liveCount;
    }

    private void Copy(string path, long liveCount, RunProgress progress, CancellationToken cancellationToken)
    {
        using VectorFile old = VectorFile.Open(Path.Combine(galleryPath, VectorsFiles.Name(info.VectorsGeneration)), info.Dimensions, info.RowCount);
        using VectorFileWriter renewed = VectorFileWriter.Open(path, info.Dimensions, committedRowCount: 0);
        float[] embedding = new float[info.Dimensions];
        foreach (long row in catalogue.ReadNumberedRows())
        {
            old.Read(row, embedding);
            Append(renewed, embedding, row);
            if (renewed.RowCount % RowsPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Tell(IndexStage.Compaction, renewed.RowCount, liveCount);
            }
        }

        renewed.Flush();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Float16 widened to float32 and rounded again is the same, so that a row keeps its bits.</summary>
    private void Append(VectorFileWriter renewed, float[] embedding, long row)
    {
        try
        {
            renewed.Append(embedding);
        }
        catch (ArgumentException exception)
        {
            throw new GalleryException(galleryPath, $"The gallery {galleryPath} is damaged: row {row} of its vectors is no unit vector; 'akin verify {galleryPath} --repair' mends what can be.", exception);
        }
    }
}
