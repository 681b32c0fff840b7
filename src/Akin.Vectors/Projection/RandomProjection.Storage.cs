using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Projection;

public sealed partial class RandomProjection
{
    private const uint FormatVersion = 1;

    private const uint ParametersSection = 1;
    private const uint MatrixSection = 2;
    private const int ParametersInBytes = 32;

    /// <summary>The stored kinds: a Gaussian matrix of a seed, a sparse one, or one that lies in the file.</summary>
    private const int OfGaussianSeed = 0;
    private const int OfSparseSeed = 1;
    private const int OfFile = 2;

    /// <summary>Reads a projection that was saved.</summary>
    /// <param name="path">The file, as <c>docs/formats/projection.md</c> lays it out.</param>
    /// <exception cref="IndexFormatException">It is no such file, or damaged.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static RandomProjection Load(string path)
    {
        using IndexFile file = IndexFile.Open(path, IndexKind.Projection);
        if (file.KindVersion != FormatVersion)
        {
            throw new IndexFormatException(path, $"{path} holds a projection of version {file.KindVersion}, this Akin reads version {FormatVersion}.", offset: 16);
        }

        MappedSection section = file.Section(ParametersSection);
        MappedSection matrix = file.Section(MatrixSection);
        CheckLength(path, section, ParametersInBytes);
        ReadOnlySpan<byte> bytes = section.ReadAll();
        int dimensions = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int projectedDimensions = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int kind = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        double density = BinaryPrimitives.ReadDoubleLittleEndian(bytes[24..]);
        if (dimensions is < 1 or > VectorRows.DimensionsLimit || projectedDimensions is < 1 or > VectorRows.DimensionsLimit
            || projectedDimensions > Array.MaxLength / dimensions || kind is < OfGaussianSeed or > OfFile || !(density > 0 && density <= 1))
        {
            throw new IndexFormatException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"{path} tells of a projection of kind {kind} and density {density} from {dimensions} to {projectedDimensions} dimensions, which cannot be."),
                offset: section.Offset);
        }

        CheckLength(path, matrix, kind == OfFile ? (long)sizeof(float) * dimensions * projectedDimensions : 0);
        return kind switch
        {
            OfGaussianSeed => Gaussian(dimensions, projectedDimensions, seed),
            OfSparseSeed => Sparse(dimensions, projectedDimensions, seed, density),
            _ => new RandomProjection(dimensions, projectedDimensions, new DenseMap(dimensions, ReadMatrix(path, matrix)), 1, null),
        };
    }

    /// <summary>Writes the projection into a file: its seed, or its matrix where it was given.</summary>
    /// <param name="path">The file; one of that name is replaced when the new one is complete and on the disk.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        byte[] parameters = new byte[ParametersInBytes];
        int kind = Seed is null ? OfFile : _map is SparseMap ? OfSparseSeed : OfGaussianSeed;
        BinaryPrimitives.WriteInt32LittleEndian(parameters, Dimensions);
        BinaryPrimitives.WriteInt32LittleEndian(parameters.AsSpan(4), ProjectedDimensions);
        BinaryPrimitives.WriteInt32LittleEndian(parameters.AsSpan(8), kind);
        BinaryPrimitives.WriteUInt64LittleEndian(parameters.AsSpan(16), Seed ?? 0);
        BinaryPrimitives.WriteDoubleLittleEndian(parameters.AsSpan(24), Density);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.Projection, FormatVersion);
        writer.Write(ParametersSection, parameters);
        writer.BeginSection(MatrixSection);
        for (int direction = 0; direction < ProjectedDimensions && kind == OfFile; direction++)
        {
            writer.Append(MemoryMarshal.AsBytes(((DenseMap)_map).Direction(direction)));
        }

        writer.EndSection();
        writer.Complete();
    }

    private static float[] ReadMatrix(string path, MappedSection section)
    {
        float[] directions = new float[section.Length / sizeof(float)];
        for (int start = 0; start < directions.Length; start += VectorRows.DimensionsLimit)
        {
            int count = Math.Min(VectorRows.DimensionsLimit, directions.Length - start);
            MemoryMarshal.Cast<byte, float>(section.Read((long)sizeof(float) * start, sizeof(float) * count)).CopyTo(directions.AsSpan(start));
        }

        return TensorPrimitives.IsFiniteAll<float>(directions)
            ? directions
            : throw new IndexFormatException(path, $"{path} has a matrix with a number that is not finite.", offset: section.Offset);
    }

    private static void CheckLength(string path, MappedSection section, long expected)
    {
        if (section.Length != expected)
        {
            throw new IndexFormatException(
                path,
                string.Create(CultureInfo.InvariantCulture, $"{path} has {section.Length} bytes in section {section.Id}, expected {expected}."),
                offset: section.Offset);
        }
    }
}
