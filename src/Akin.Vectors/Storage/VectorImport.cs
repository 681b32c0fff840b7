using System.Globalization;

namespace Akin.Vectors.Storage;

/// <summary>
/// Takes the rows of other programs' files: NumPy's arrays [rows x dimensions] of float16, float32 or float64 in C order, and FAISS's <c>IndexFlatIP</c> and
/// <c>IndexFlatL2</c>. Which one it is is read from the file, not from its name.
/// </summary>
/// <remarks>
/// Every row is scaled to length 1, for similarity is cosine here; zero rows stay zero. So the order of neighbours is FAISS's own where its rows had length 1, by either
/// metric. Rows of an <c>IndexFlatL2</c>, or <c>IndexFlatIP</c>, of other lengths lose them: neighbours by distance, or by dot product, are others than by cosine then.
/// Rows keep their order, and so their numbers. Memory goes to one buffer beside the target.
/// </remarks>
public static class VectorImport
{
    private const int BufferInNumbers = 1 << 16;

    /// <summary>Reads a file into memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How components are kept.</param>
    /// <param name="progress">Told from time to time how many rows are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows, which the caller disposes.</returns>
    /// <exception cref="IndexFormatException">The file is of neither kind, damaged, has no rows of 1 to 65,536 dimensions, or a component is not finite.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static VectorMemory Load(string path, RowFormat format = RowFormat.Float16, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        using IRowReader rows = Open(path);
        VectorMemory memory = new(rows.RowLength, format);
        try
        {
            Append(path, rows, (row, _) => memory.Append(row), progress, cancellationToken);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Appends a file's rows to a vector file. Where it fails, the rows before are appended: commit none of them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Where they go, on the disk after its <see cref="VectorFileWriter.Flush"/>; the file's rows must have its dimensions.</param>
    /// <param name="progress">Told from time to time how many rows are done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many rows were appended.</returns>
    /// <exception cref="IndexFormatException">The file is of neither kind, damaged, of other dimensions, or a component is not finite.</exception>
    /// <exception cref="IOException">There is no such file, it cannot be read, or the target cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static long Append(string path, VectorFileWriter target, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        using IRowReader rows = Open(path);
        RequireDimensions(path, rows, target.Dimensions);
        return Append(path, rows, (row, length) =>
        {
            UnitVector.Scale(row, length, row);
            target.Append(row);
        }, progress, cancellationToken);
    }

    private static IRowReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Span<byte> start = stackalloc byte[NpyHeader.Magic.Length];
        using (FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1))
        {
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }

        return start.StartsWith(NpyHeader.Magic) ? OpenArray(path)
            : FaissHeader.Begins(start) ? RequireDimensions(path, FaissReader.Open(path))
            : throw new IndexFormatException(path, $"{path} is neither a NumPy array (.npy) nor an index of FAISS: it does not begin as one.", offset: 0);
    }

    private static IRowReader OpenArray(string path)
    {
        NpyReader array = NpyReader.Open(path);
        if (array.Shape.Count != 2)
        {
            array.Dispose();
            throw new IndexFormatException(path, $"{path} has {array.Shape.Count} axes, and rows of vectors have two: save it as [rows, dimensions].");
        }

        return RequireDimensions(path, array);
    }

    private static IRowReader RequireDimensions(string path, IRowReader rows, int? expected = null)
    {
        if (rows.RowLength is < 1 or > VectorRows.DimensionsLimit || (expected is not null && rows.RowLength != expected))
        {
            rows.Dispose();
            throw new IndexFormatException(path, expected is null
                ? $"{path} has rows of {rows.RowLength} dimensions, and Akin's have 1 to {VectorRows.DimensionsLimit}."
                : $"{path} has rows of {rows.RowLength} dimensions, expected {expected}.");
        }

        return rows;
    }

    private static long Append(string path, IRowReader rows, Action<Span<float>, double> append, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        int dimensions = rows.RowLength;
        float[] buffer = new float[Math.Max(1, BufferInNumbers / dimensions) * dimensions];
        long done = 0;
        for (int count; (count = rows.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int index = 0; index < count; index++, done++)
            {
                Span<float> row = buffer.AsSpan(index * dimensions, dimensions);
                double length = UnitVector.LengthOf(row);
                if (!double.IsFinite(length))
                {
                    throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} has a component that is not finite, in row {done}: such a vector has no direction."), offset: rows.RowOffset(done));
                }

                append(row, length);
            }

            progress?.Report(done);
        }

        return done;
    }
}
