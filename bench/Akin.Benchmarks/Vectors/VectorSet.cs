using Akin.Vectors.Storage;

namespace Akin.Benchmarks.Vectors;

/// <summary>Rows and queries in NumPy files: <c>rows.npy</c> and <c>queries.npy</c> of a folder, or <c>NAME.rows.npy</c> and <c>NAME.queries.npy</c>.</summary>
internal sealed class VectorSet
{
    private readonly string _rowsPath;

    private VectorSet(string rowsPath, int dimensions, float[] queries)
    {
        _rowsPath = rowsPath;
        Dimensions = dimensions;
        Queries = queries;
        QueryCount = queries.Length / dimensions;
    }

    /// <summary>Components of a row and of a query.</summary>
    public int Dimensions { get; }

    /// <summary>How many queries there are.</summary>
    public int QueryCount { get; }

    /// <summary>Float32 [<see cref="QueryCount"/> x <see cref="Dimensions"/>], row-major.</summary>
    public ReadOnlyMemory<float> Queries { get; }

    /// <summary>Opens a set.</summary>
    /// <param name="place">The folder, or the files' path up to the dot before <c>rows.npy</c>.</param>
    public static VectorSet Open(string place)
    {
        string prefix = Directory.Exists(place) ? place + Path.DirectorySeparatorChar : place + ".";
        using NpyReader rows = NpyReader.Open(prefix + "rows.npy");
        using NpyReader queries = NpyReader.Open(prefix + "queries.npy");
        return rows.RowLength == queries.RowLength && queries.RowCount > 0
            ? new VectorSet(prefix + "rows.npy", rows.RowLength, queries.ReadToEnd())
            : throw new InvalidDataException($"{prefix}rows.npy has rows of {rows.RowLength} components, and {prefix}queries.npy {queries.RowCount} of {queries.RowLength}.");
    }

    /// <summary>One query, float32 [<see cref="Dimensions"/>].</summary>
    public ReadOnlySpan<float> Query(int index) => Queries.Span.Slice(index * Dimensions, Dimensions);

    /// <summary>Reads the rows into memory. Whoever asked disposes them.</summary>
    public VectorMemory LoadRows(RowFormat format)
    {
        using NpyReader reader = NpyReader.Open(_rowsPath);
        VectorMemory rows = new(Dimensions, format);
        float[] row = new float[Dimensions];
        while (reader.Read(row) == 1)
        {
            rows.Append(row);
        }

        return rows;
    }

    /// <summary>Writes the rows into a vector file and maps it. Whoever asked disposes the rows; the file has no name any more.</summary>
    public VectorFile MapRows()
    {
        string path = Path.GetTempFileName();
        try
        {
            using VectorMemory rows = LoadRows(RowFormat.Float16);
            using (VectorFileWriter writer = VectorFileWriter.Open(path, Dimensions, committedRowCount: 0))
            {
                float[] row = new float[Dimensions];
                for (long index = 0; index < rows.RowCount; index++)
                {
                    rows.Read(index, row);
                    writer.Append(row);
                }
            }

            return VectorFile.Open(path, Dimensions, rows.RowCount);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
