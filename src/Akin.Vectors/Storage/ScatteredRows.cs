using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Akin.Vectors.Storage;

/// <summary>
/// Reads rows here and there from a vector file by copying them. Reading one from mapped memory may bring 64 KB about it into the process, or 2 MB, and over many
/// searches the whole file: of one that is large that is more than the codes that were to stand for it. Thread-safe.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="file">The file, open as long as rows are read.</param>
/// <param name="layout">Where rows and sums lie.</param>
/// <param name="sums">The checksums; null where the file has none.</param>
internal sealed class ScatteredRows(string path, SafeFileHandle file, VectorFileLayout layout, RowSums? sums)
{
    /// <summary>Copies a row with the zeros behind it, and compares its checksum where that was not done before.</summary>
    /// <param name="row">Below the number of rows that the file was opened with.</param>
    /// <param name="target">Bytes of a row, <see cref="VectorFileLayout.StrideInBytes"/>.</param>
    /// <exception cref="IndexFormatException">The row is damaged, or the file was shortened.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(long row, Span<byte> target)
    {
        ReadAt(layout.RowOffset(row), target);
        if (sums is not null && !sums.IsVerified(row))
        {
            uint sum = 0;
            ReadAt(layout.SumOffset(row), MemoryMarshal.AsBytes(new Span<uint>(ref sum)));
            sums.Verify(row, target, sum);
        }
    }

    private void ReadAt(long offset, Span<byte> target)
    {
        for (int done = 0; done < target.Length;)
        {
            int count = RandomAccess.Read(file, target[done..], offset + done);
            done += count > 0 ? count : throw new IndexFormatException(path, string.Create(CultureInfo.InvariantCulture, $"{path} is truncated: it ends before byte {offset + target.Length}."), offset: offset + done);
        }
    }
}
