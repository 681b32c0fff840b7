using System.Globalization;
using System.Runtime.InteropServices;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Clustering;

public sealed partial class ClusteredIndex
{
    /// <summary>Version of the sections: see <c>docs/formats/lists.md</c>.</summary>
    private const uint FileVersion = 1;

    private const uint ParametersSection = 1;

    private const uint CentresSection = 2;

    private const uint FirstBlocksSection = 3;

    private const uint SlotsSection = 4;

    private const uint BlocksSection = 5;

    /// <summary>
    /// Writes lists, settings and what was measured into a file, as they are at this moment: while others search, add or tune. Neither rows nor the tail are
    /// written. The same rows and options give the same bytes.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced in one step, once the new one is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="IndexFormatException">The lists or rows lie in a file and are damaged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ClusterSettings settings = Volatile.Read(ref _settings);
        long listedCount = _rowOfSlot.FirstOfTail;
        RowView rows = Volatile.Read(ref _state).Rows.View().First(listedCount);
        ClusterFileParameters parameters = new(
            Dimensions, _rotation.RotatedDimensions, Seed, listedCount, ListCount, rows.Format, RowFingerprint.Of(rows), settings);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.Lists, FileVersion);
        writer.Write(ParametersSection, parameters.ToBytes());
        writer.Write(CentresSection, MemoryMarshal.AsBytes(_centres.All));
        writer.Write(FirstBlocksSection, MemoryMarshal.AsBytes<int>(_firstBlocks));
        writer.Write(SlotsSection, MemoryMarshal.AsBytes(_rowOfSlot.Listed));
        writer.BeginSection(BlocksSection);
        _listCodes.View().Save(writer, _rowOfSlot.ListedSlotCount);
        writer.EndSection();
        writer.Complete();
    }

    /// <summary>
    /// Opens lists that <see cref="Save"/> wrote, by mapping their codes into memory. Blocks are compared with their checksums when they are first scanned. Rows that
    /// came after the build are taken in by <see cref="Extend"/>.
    /// </summary>
    /// <param name="path">The file. It may be replaced by <see cref="Save"/> meanwhile, and must not be written otherwise.</param>
    /// <param name="rows">The rows that it was made of, and perhaps more behind them; they must outlive the index.</param>
    /// <param name="maxThreads">Threads that encode, at least 1; null for all processors.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version, damaged, or made of other rows. A search tells of blocks that are damaged.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static ClusteredIndex Open(string path, VectorRows rows, int? maxThreads = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads ?? 1, 1, nameof(maxThreads));
        IndexFile file = IndexFile.Open(path, IndexKind.Lists);
        ListCentres? centres = null;
        try
        {
            ClusterFileParameters parameters = Check(file, rows.View());
            RandomRotation rotation = new(parameters.Dimensions, parameters.Seed);
            int[] firstBlocks = MemoryMarshal.Cast<byte, int>(file.Section(FirstBlocksSection).ReadAll()).ToArray();
            uint[] rowOfSlot = ReadSlots(file, parameters, firstBlocks);
            centres = new ListCentres(rotation, MemoryMarshal.Cast<byte, float>(file.Section(CentresSection).ReadAll()).ToArray());
            BinaryCodes codes = new(rotation.RotatedDimensions, file.Section(BlocksSection), rowOfSlot.Length);

            // Centres and slots were copied.
            file.GiveBack();
            return new ClusteredIndex(
                rows, rotation, maxThreads ?? Environment.ProcessorCount, centres, codes, new SlotRows(rowOfSlot, parameters.RowCount), firstBlocks, parameters.Settings, file);
        }
        catch
        {
            centres?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Compares every checksum of the file that the index was opened from, where that was not done before; nothing happens where it was built.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void VerifyAll(CancellationToken cancellationToken = default) => _file?.VerifyAll(cancellationToken);

    /// <summary>Whether the sections fit each other and the rows.</summary>
    private static ClusterFileParameters Check(IndexFile file, in RowView rows)
    {
        if (file.KindVersion != FileVersion)
        {
            throw new IndexFormatException(file.Path, $"{file.Path} has lists of version {file.KindVersion}, this Akin reads version {FileVersion}: build it again.", offset: 16);
        }

        ClusterFileParameters parameters = ClusterFileParameters.Read(file.Path, file.Section(ParametersSection));
        int rotatedDimensions = RandomRotation.RotatedDimensionsOf(parameters.Dimensions);
        long slotCount = file.Section(SlotsSection).Length / sizeof(uint);
        if (parameters.RotatedDimensions != rotatedDimensions
            || file.Section(CentresSection).Length != (long)parameters.ListCount * rotatedDimensions * sizeof(float)
            || file.Section(FirstBlocksSection).Length != (parameters.ListCount + 1L) * sizeof(int)
            || slotCount > RowCountLimit + ((long)parameters.ListCount * LookupScan.BlockRowCount)
            || slotCount * sizeof(uint) != file.Section(SlotsSection).Length
            || file.Section(BlocksSection).Length != slotCount / LookupScan.BlockRowCount * LookupScan.BlockInBytes(rotatedDimensions / 8))
        {
            throw IndexFormatException.Damaged(file.Path, file.Section(FirstBlocksSection).Offset, string.Create(CultureInfo.InvariantCulture, $"its sections have not the lengths that {parameters.ListCount} lists of {parameters.RowCount} rows with {parameters.Dimensions} dimensions have"));
        }

        RowFingerprint.Require(file.Path, rows, parameters.Dimensions, parameters.RowFormat, parameters.RowCount, parameters.RowFingerprint);
        return parameters;
    }

    /// <summary>The row in each slot, once each number is one of a row and lists follow each other.</summary>
    private static uint[] ReadSlots(IndexFile file, ClusterFileParameters parameters, int[] firstBlocks)
    {
        uint[] rowOfSlot = MemoryMarshal.Cast<byte, uint>(file.Section(SlotsSection).ReadAll()).ToArray();
        bool isInOrder = firstBlocks[0] == 0 && (long)firstBlocks[^1] * LookupScan.BlockRowCount == rowOfSlot.Length;
        for (int list = 0; list < parameters.ListCount; list++)
        {
            isInOrder &= firstBlocks[list] <= firstBlocks[list + 1];
        }

        long listedCount = 0;
        foreach (uint row in rowOfSlot)
        {
            isInOrder &= row < parameters.RowCount || row == SlotRows.Nothing;
            listedCount += row == SlotRows.Nothing ? 0 : 1;
        }

        return isInOrder && listedCount == parameters.RowCount
            ? rowOfSlot
            : throw IndexFormatException.Damaged(file.Path, file.Section(SlotsSection).Offset, string.Create(CultureInfo.InvariantCulture, $"its lists do not hold the {parameters.RowCount} rows"));
    }
}
