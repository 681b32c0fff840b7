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
        catch (Exception exception) when (exception is IndexFormatException or FileNotFoundException)
        {
            long whole = exception is FileNotFoundException ? 0 : CountReadable(path);
            findings.RowsOnDisk = whole;
            string what = exception is FileNotFoundException ? "it is missing"
                : whole == 0 ? exception.Message.TrimEnd('.')
                : string.Create(CultureInfo.InvariantCulture, $"it ends behind row {whole - 1}, and the catalogue counts {info.RowCount} rows");
            findings.Add(_fileName, _fileName, what, "put it back from a copy of the gallery; or --repair takes the pictures out whose rows are lost, and 'akin index' encodes them again");
            return whole == 0 ? null : VectorFile.Open(path, info.Dimensions, whole);
        }
    }

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

    /// <summary>The most rows with which the file opens: halving, for what a file holds is its reader's to say.</summary>
    private long CountReadable(string path)
    {
        (long low, long high) = (0, info.RowCount);
        while (low + 1 < high)
        {
            long middle = low + ((high - low) / 2);
            try
            {
                using VectorFile file = VectorFile.Open(path, info.Dimensions, middle);
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
