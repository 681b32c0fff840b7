using System.Globalization;
using System.Numerics.Tensors;
using Akin.Vectors.Storage;

namespace Akin.Galleries.Verification;

/// <summary>Checks the rows of a gallery's vector file: the file, each row's checksum, and that it is a unit vector.</summary>
/// <param name="galleryPath">The gallery's folder.</param>
/// <param name="info">What the catalogue says of the rows.</param>
/// <param name="findings">Where to put what is wrong.</param>
internal sealed class RowCheck(string galleryPath, GalleryInfo info, Findings findings)
{
    /// <summary>A unit vector rounded to float16 has a length within 2^-11 of what it had; and one that was within 2^-10 is taken.</summary>
    private const double LengthTolerance = 1.0 / 512;

    private const int RowsPerReport = 1 << 14;

    private const int RowsOfAProof = 1_024;

    private readonly string _fileName = VectorsFiles.Name(info.VectorsGeneration);

    /// <summary>Opens the file; null where it cannot be read, which is then among the findings.</summary>
    /// <returns>The rows, fewer than the catalogue counts where the file is too short.</returns>
    public VectorFile? Open()
    {
        string path = Path.Combine(galleryPath, _fileName);
        try
        {
            return VectorFile.Open(path, info.Dimensions, info.RowCount);
        }
        catch (FileNotFoundException)
        {
            AddLost(wholeCount: 0, "it is missing");
            return null;
        }
        catch (IndexFormatException exception)
        {
            long wholeCount = CountReadable(rowCount => VectorFile.Open(path, info.Dimensions, rowCount));
            if (wholeCount > 0)
            {
                AddTruncated(wholeCount);
                return VectorFile.Open(path, info.Dimensions, wholeCount);
            }

            VectorFile? proven = OpenProven(path);
            if (proven is null)
            {
                AddLost(wholeCount: 0, exception.Message.TrimEnd('.'));
                return null;
            }

            findings.IsFirstPageDamaged = true;
            findings.Add(_fileName, _fileName, exception.Message.TrimEnd('.'), "the checksums of its rows prove them, and --repair writes the first page anew");
            if (proven.RowCount < info.RowCount)
            {
                AddTruncated(proven.RowCount);
            }

            return proven;
        }
    }

    /// <summary>Writes the first page anew, where the rows are proven without it.</summary>
    public void RepairFirstPage() => VectorFileWriter.WriteFirstPage(Path.Combine(galleryPath, _fileName), info.Dimensions);

    /// <summary>Reads every row.</summary>
    /// <param name="vectors">The rows.</param>
    /// <param name="describe">Names the pictures that have a row, for messages.</param>
    /// <param name="progress">Told of the rows that were read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Run(VectorFile vectors, Func<long, string> describe, RunProgress progress, CancellationToken cancellationToken)
    {
        float[] embedding = new float[info.Dimensions];
        for (long row = 0; row < vectors.RowCount; row++)
        {
            if (row % RowsPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Tell(IndexStage.Verify, row, vectors.RowCount);
            }

            if (FaultOf(vectors, row, embedding) is string fault)
            {
                findings.LostRows.Add(row);
                findings.Add(
                    _fileName + " rows",
                    string.Create(CultureInfo.InvariantCulture, $"{_fileName}, row {row}"),
                    $"{fault} ({describe(row)})",
                    "--repair takes its pictures out, and 'akin index' encodes them again");
            }
        }

        progress.Tell(IndexStage.Verify, vectors.RowCount, vectors.RowCount);
    }

    private static string? FaultOf(VectorFile vectors, long row, float[] embedding)
    {
        try
        {
            vectors.Read(row, embedding);
        }
        catch (IndexFormatException exception)
        {
            return string.Create(CultureInfo.InvariantCulture, $"its checksum, at byte {exception.Offset}, is wrong");
        }

        float length = TensorPrimitives.Norm<float>(embedding);
        return float.IsFinite(length) && (length == 0 || Math.Abs(length - 1) <= LengthTolerance) ? null
            : string.Create(CultureInfo.InvariantCulture, $"its length is {length}, and rows are unit vectors");
    }

    private void AddTruncated(long wholeCount) =>
        AddLost(wholeCount, string.Create(CultureInfo.InvariantCulture, $"it ends behind row {wholeCount - 1}, and the catalogue counts {info.RowCount} rows"));

    private void AddLost(long wholeCount, string what)
    {
        findings.RowsOnDisk = wholeCount;
        findings.Add(_fileName, _fileName, what, "put it back from a copy of the gallery; or --repair takes the pictures out whose rows are lost, and 'akin index' encodes them again");
    }

    /// <summary>
    /// Opens a file whose first page is damaged by what the catalogue says of its rows; null where their checksums do not prove that it is right. A checksum that is right by chance is one in
    /// 2^32, so one in each <see cref="RowsOfAProof"/> rows is a proof, and leaves room for rows that are damaged too.
    /// </summary>
    private VectorFile? OpenProven(string path)
    {
        long wholeCount = CountReadable(rowCount => VectorFile.OpenBehindFirstPage(path, info.Dimensions, rowCount));
        if (wholeCount == 0)
        {
            return null;
        }

        VectorFile vectors = VectorFile.OpenBehindFirstPage(path, info.Dimensions, wholeCount);
        float[] embedding = new float[info.Dimensions];
        long provenCount = 0;
        for (long row = 0; row < wholeCount; row++)
        {
            provenCount += FaultOf(vectors, row, embedding) is null ? 1 : 0;
            if (provenCount * RowsOfAProof >= wholeCount)
            {
                return vectors;
            }
        }

        vectors.Dispose();
        return null;
    }

    /// <summary>The most rows with which the file opens: halving, for what a file holds is its reader's to say.</summary>
    private long CountReadable(Func<long, VectorFile> open)
    {
        (long low, long high) = (0, info.RowCount + 1);
        while (low + 1 < high)
        {
            long middle = low + ((high - low) / 2);
            try
            {
                using VectorFile file = open(middle);
                low = middle;
            }
            catch (IndexFormatException)
            {
                high = middle;
            }
        }

        return low;
    }
}
