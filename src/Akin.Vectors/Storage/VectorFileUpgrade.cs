namespace Akin.Vectors.Storage;

/// <summary>Brings a vector file of format version 1 to the newest one. The rows stay as they are, bit for bit, and get checksums.</summary>
internal static class VectorFileUpgrade
{
    /// <summary>Writes a copy of the rows that count, flushes it to the disk and gives it the file's name, in one step. Readers of the old file keep it.</summary>
    /// <param name="path">The file. The copy is gathered in <c>path.unfinished</c>.</param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="rowCount">Rows that count, at least one.</param>
    /// <exception cref="IndexFormatException">It is no such file.</exception>
    /// <exception cref="IOException">The disk refuses; the old file stays.</exception>
    public static void Run(string path, int dimensions, long rowCount)
    {
        string unfinishedPath = path + ".unfinished";
        try
        {
            using (VectorFile old = VectorFile.Open(path, dimensions, rowCount))
            using (VectorFileWriter copy = VectorFileWriter.Open(unfinishedPath, dimensions, committedRowCount: 0))
            {
                RowView rows = old.View();
                for (long row = 0; row < rowCount; row++)
                {
                    copy.AppendStored(rows.Half(row));
                }

                copy.Flush();
            }

            File.Move(unfinishedPath, path, overwrite: true);
            FolderFlush.Of(path);
        }
        catch
        {
            File.Delete(unfinishedPath);
            throw;
        }
    }
}
