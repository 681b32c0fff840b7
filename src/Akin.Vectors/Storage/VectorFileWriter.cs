using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Akin.Vectors.Storage;

/// <summary>Appends rows to a vector file. What counts is decided elsewhere: rows behind the committed ones are cut off when a writer opens. Not thread-safe; one writer a file.</summary>
public sealed class VectorFileWriter : IDisposable
{
    private const int BufferInBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly VectorFileLayout _layout;
    private readonly byte[] _row;

    /// <summary>The sums of the block that is being written; those from <see cref="_firstUnwrittenRow"/> on are not in the file yet.</summary>
    private readonly uint[] _sums = new uint[VectorFileLayout.RowsOfABlock];

    private long _firstUnwrittenRow;

    private VectorFileWriter(FileStream file, VectorFileLayout layout, long rowCount)
    {
        _file = file;
        _layout = layout;
        _row = new byte[layout.StrideInBytes];
        _firstUnwrittenRow = rowCount;
        RowCount = rowCount;
    }

    /// <summary>Components of a row.</summary>
    public int Dimensions => _layout.Dimensions;

    /// <summary>Rows in the file, appended ones included.</summary>
    public long RowCount { get; private set; }

    /// <summary>
    /// Opens a file for appending, and creates it where nothing is committed yet. One of an older format version is brought to the newest: its rows are copied into a
    /// file beside it, which then takes its name.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <param name="committedRowCount">Rows that count. Anything behind them is cut off.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version or shape, or shorter than its committed rows.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static VectorFileWriter Open(string path, int dimensions, long committedRowCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileHeader.CheckShape(dimensions, committedRowCount);
        FileStream file = OpenFile(path, committedRowCount);
        try
        {
            if (committedRowCount == 0)
            {
                Begin(file, path, dimensions);
            }

            VectorFileLayout layout = VectorFileHeader.Check(file, path, dimensions, committedRowCount);
            if (layout.Version < VectorFileLayout.NewestVersion)
            {
                file.Dispose();
                VectorFileUpgrade.Run(path, dimensions, committedRowCount);
                file = OpenFile(path, committedRowCount);
                layout = VectorFileHeader.Check(file, path, dimensions, committedRowCount);
            }

            file.SetLength(layout.FileLengthInBytes(committedRowCount));
            file.Position = file.Length;
            return new VectorFileWriter(file, layout, committedRowCount);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the first page of a file of the newest format version anew, where it is damaged and the rows are sound; returns when it is on the disk. Rows and checksums stay as they are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Components of a row, 1 to 65,536.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be written.</exception>
    public static void WriteFirstPage(string path, int dimensions)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        VectorFileHeader.CheckShape(dimensions, rowCount: 0);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(VectorFileHeader.Write(new VectorFileLayout(VectorFileLayout.NewestVersion, dimensions)));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Appends one row, rounded to float16. It is safe on the disk after <see cref="Flush"/>.</summary>
    /// <param name="embedding">Float32 [dimensions], finite, of length 1 within 2^-10, or all zero.</param>
    /// <exception cref="ArgumentException">It has another number of dimensions, or is no unit vector.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Append(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != _layout.Dimensions)
        {
            throw new ArgumentException($"The embedding has {embedding.Length} dimensions, the rows have {_layout.Dimensions}.", nameof(embedding));
        }

        float length = TensorPrimitives.Norm(embedding);
        if (!(Math.Abs(length - 1) <= VectorRows.LengthTolerance) && length != 0)
        {
            throw new ArgumentException($"The embedding has length {length}, and rows are unit vectors.", nameof(embedding));
        }

        TensorPrimitives.ConvertToHalf(embedding, Components);
        AppendRow();
    }

    /// <summary>Appends one row as it was stored before.</summary>
    /// <param name="row">Float16 [dimensions].</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    internal void AppendStored(ReadOnlySpan<Half> row)
    {
        row.CopyTo(Components);
        AppendRow();
    }

    /// <summary>Returns when every appended row, and its checksum, is on the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush()
    {
        WriteSums();
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            WriteSums();
        }
        catch (IOException)
        {
            // As below.
        }

        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // Rows that never reached the disk were never committed either, so nothing is lost; the failed Append or Flush has said why.
        }
    }

    private Span<Half> Components => MemoryMarshal.Cast<byte, Half>(_row.AsSpan(0, _layout.Dimensions * sizeof(ushort)));

    private static GrowingFile OpenFile(string path, long committedRowCount) => new(
        path,
        committedRowCount == 0 ? FileMode.OpenOrCreate : FileMode.Open,
        FileAccess.ReadWrite,
        FileShare.ReadWrite | FileShare.Delete,
        BufferInBytes);

    private static void Begin(FileStream file, string path, int dimensions)
    {
        file.SetLength(0);
        file.Write(VectorFileHeader.Write(new VectorFileLayout(VectorFileLayout.NewestVersion, dimensions)));
        file.Flush(flushToDisk: true);
        FolderFlush.OfNew(path);
    }

    private void AppendRow()
    {
        int rowOfBlock = (int)(RowCount % VectorFileLayout.RowsOfABlock);
        if (rowOfBlock == 0)
        {
            // The page of sums, which are known when the rows are.
            WriteSums();
            Array.Clear(_sums);
            _file.Write(MemoryMarshal.AsBytes<uint>(_sums));
        }

        _file.Write(_row, 0, _row.Length);
        _sums[rowOfBlock] = RowSums.Of(RowCount, _row);
        RowCount++;
    }

    /// <summary>Writes the sums that are not in the file yet: all of one block. Those of committed rows are not touched.</summary>
    private void WriteSums()
    {
        if (_firstUnwrittenRow < RowCount)
        {
            int first = (int)(_firstUnwrittenRow % VectorFileLayout.RowsOfABlock);
            int count = (int)(RowCount - _firstUnwrittenRow);
            long end = _file.Position;
            _file.Position = _layout.SumOffset(_firstUnwrittenRow);
            _file.Write(MemoryMarshal.AsBytes(_sums.AsSpan(first, count)));
            _file.Position = end;
            _firstUnwrittenRow = RowCount;
        }
    }
}
