using System.Globalization;
using System.Runtime.InteropServices;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Search;

public sealed partial class CodeIndex
{
    /// <summary>Version of the sections: see <c>docs/formats/codes.md</c>.</summary>
    private const uint FileVersion = 1;

    private const uint ParametersSection = 1;

    private const uint CentreSection = 2;

    private const uint BlocksSection = 3;

    /// <summary>
    /// Writes codes, settings and what was measured into a file, as they are at this moment: while others search, add or tune. Rows are not written. The same rows
    /// and seed give the same bytes.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced in one step, once the new one is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="IndexFormatException">The codes or rows lie in a file and are damaged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CodeSettings settings;
        State state;
        lock (_settingsLock)
        {
            (state, settings) = (_state, _settings);
        }

        RowView rows = state.Rows.View().First(state.RowCount);
        CodeFileParameters parameters = new(
            Dimensions, _rotation.RotatedDimensions, Seed, state.RowCount, state.CentreRowCount, rows.Format, RowFingerprint.Of(rows), settings);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.Codes, FileVersion);
        writer.Write(ParametersSection, parameters.ToBytes());
        writer.Write(CentreSection, MemoryMarshal.AsBytes<float>(state.Centre));
        writer.BeginSection(BlocksSection);
        state.Codes.View().Save(writer, state.RowCount);
        writer.EndSection();
        writer.Complete();
    }

    /// <summary>
    /// Opens codes that <see cref="Save"/> wrote, by mapping them into memory: in the same time for many rows as for few. Blocks are compared with their checksums when
    /// they are first scanned. Rows that came after the save are taken in by <see cref="Extend"/>.
    /// </summary>
    /// <param name="path">The file. It may be replaced by <see cref="Save"/> meanwhile, and must not be written otherwise.</param>
    /// <param name="rows">The rows that it was made of, and perhaps more behind them; they must outlive the index.</param>
    /// <param name="maxThreads">Threads that encode, at least 1; null for all processors.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version, damaged, or made of other rows. A search tells of blocks that are damaged.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static CodeIndex Open(string path, VectorRows rows, int? maxThreads = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads ?? 1, 1, nameof(maxThreads));
        IndexFile file = IndexFile.Open(path, IndexKind.Codes);
        try
        {
            CodeFileParameters parameters = Check(file, rows.View());
            RandomRotation rotation = new(parameters.Dimensions, parameters.Seed);
            float[] centre = MemoryMarshal.Cast<byte, float>(file.Section(CentreSection).ReadAll()).ToArray();
            BinaryCodes codes = new(rotation.RotatedDimensions, file.Section(BlocksSection), parameters.RowCount);
            CodeIndex index = new(rotation, maxThreads ?? Environment.ProcessorCount, new State(rows, codes, centre, parameters.CentreRowCount, parameters.RowCount), file);
            index.Restore(parameters.Settings);
            return index;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes settings and what was measured with them.</summary>
    internal void Restore(CodeSettings settings)
    {
        lock (_settingsLock)
        {
            Volatile.Write(ref _settings, settings);
        }
    }

    /// <summary>Compares every checksum of the file that the index was opened from, where that was not done before; nothing happens where it was built.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void VerifyAll(CancellationToken cancellationToken = default) => _file?.VerifyAll(cancellationToken);

    /// <summary>Whether the sections fit each other and the rows.</summary>
    private static CodeFileParameters Check(IndexFile file, in RowView rows)
    {
        if (file.KindVersion != FileVersion)
        {
            throw new IndexFormatException(file.Path, $"{file.Path} has codes of version {file.KindVersion}, this Akin reads version {FileVersion}: build it again.", offset: 16);
        }

        CodeFileParameters parameters = CodeFileParameters.Read(file.Path, file.Section(ParametersSection));
        int rotatedDimensions = RandomRotation.RotatedDimensionsOf(parameters.Dimensions);
        long blockCount = (parameters.RowCount + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount;
        MappedSection centre = file.Section(CentreSection);
        MappedSection blocks = file.Section(BlocksSection);
        if (parameters.RotatedDimensions != rotatedDimensions || centre.Length != (long)rotatedDimensions * sizeof(float)
            || blocks.Length != blockCount * LookupScan.BlockInBytes(rotatedDimensions / 8))
        {
            throw IndexFormatException.Damaged(file.Path, blocks.Offset, string.Create(CultureInfo.InvariantCulture, $"{blocks.Length} bytes of codes and a centre of {centre.Length} are not what {parameters.RowCount} rows of {parameters.Dimensions} dimensions have"));
        }

        RowFingerprint.Require(file.Path, rows, parameters.Dimensions, parameters.RowFormat, parameters.RowCount, parameters.RowFingerprint);
        return parameters;
    }
}
