using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Hashing;

public sealed partial class HashTables
{
    private const uint FormatVersion = 1;

    /// <summary>A seed gives the hyperplanes.</summary>
    private const int OfSeed = 0;

    /// <summary>The hyperplanes are in the file.</summary>
    private const int OfFile = 1;

    /// <summary>Opens tables that were saved. Buckets stay in the file, mapped into memory; what is read of them is checked when it is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows that were hashed, and maybe others behind them, which <see cref="Extend"/> hashes. They must outlive the tables.</param>
    /// <exception cref="IndexFormatException">It is no such file, damaged, or of other rows.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static HashTables Open(string path, VectorRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        IndexFile file = IndexFile.Open(path, IndexKind.HashTables);
        try
        {
            if (file.KindVersion != FormatVersion)
            {
                throw new IndexFormatException(path, $"{path} holds hash tables of version {file.KindVersion}, this Akin reads version {FormatVersion}: build it again.", offset: 16);
            }

            HashTableShape shape = HashTableShape.Read(file);
            if (shape.Dimensions != rows.Dimensions || shape.RowCount > rows.RowCount)
            {
                throw new IndexFormatException(
                    path,
                    string.Create(CultureInfo.InvariantCulture, $"{path} is of {shape.RowCount} rows of {shape.Dimensions} dimensions, and there are {rows.RowCount} of {rows.Dimensions}: build it again."),
                    offset: file.Section(HashTableSection.Parameters).Offset);
            }

            HashBuckets[] buckets = [.. Enumerable.Range(0, shape.TableCount).Select(table => new MappedBuckets(file, table, shape.HashSize, shape.RowCount))];
            HashTail tail = new(shape.TableCount, shape.RowCount, 0);
            return new HashTables(ReadHashes(file, shape), Environment.ProcessorCount, new Snapshot(rows, buckets, tail, shape.RowCount), file) { Probes = shape.Probes };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the tables into a file, with the hyperplanes or their seed, and with <see cref="Probes"/>. The rows are not written.</summary>
    /// <param name="path">The file; one of that name is replaced when the new one is complete and on the disk.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        Snapshot snapshot = _snapshot;
        HashBuckets[] buckets = Sorted(snapshot);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.HashTables, FormatVersion);
        Write(writer, HashTableSection.Parameters, new HashTableShape(Dimensions, HashSize, buckets.Length, snapshot.RowCount, Probes).ToBytes());
        WriteHashes(writer);
        writer.BeginSection(HashTableSection.Offsets);
        foreach (HashBuckets table in buckets)
        {
            table.WriteOffsetsTo(writer);
        }

        writer.EndSection();
        writer.BeginSection(HashTableSection.Rows);
        foreach (HashBuckets table in buckets)
        {
            table.WriteRowsTo(writer);
        }

        writer.EndSection();
        writer.BeginSection(HashTableSection.Hashes);
        foreach (HashBuckets table in buckets)
        {
            table.WriteHashesTo(writer);
        }

        writer.EndSection();
        writer.Complete();
    }

    private static void Write(IndexFileWriter writer, uint id, ReadOnlySpan<byte> section)
    {
        writer.BeginSection(id);
        writer.Append(section);
        writer.EndSection();
    }

    private void WriteHashes(IndexFileWriter writer)
    {
        byte[] origins = new byte[HashTableShape.OriginInBytes * _hashes.Length];
        for (int table = 0; table < _hashes.Length; table++)
        {
            Span<byte> origin = origins.AsSpan(HashTableShape.OriginInBytes * table);
            BinaryPrimitives.WriteInt32LittleEndian(origin, _hashes[table].Seed is null ? OfFile : OfSeed);
            BinaryPrimitives.WriteInt32LittleEndian(origin[4..], _hashes[table].Table);
            BinaryPrimitives.WriteUInt64LittleEndian(origin[8..], _hashes[table].Seed ?? 0);
        }

        Write(writer, HashTableSection.Origins, origins);
        writer.BeginSection(HashTableSection.Planes);
        foreach (HyperplaneHash hash in _hashes.Where(hash => hash.Seed is null))
        {
            for (int bit = 0; bit < HashSize; bit++)
            {
                writer.Append(MemoryMarshal.AsBytes(hash.Plane(bit)));
            }
        }

        writer.EndSection();
    }

    private static HyperplaneHash[] ReadHashes(IndexFile file, HashTableShape shape)
    {
        ReadOnlySpan<byte> origins = file.Section(HashTableSection.Origins).ReadAll();
        MappedSection planes = file.Section(HashTableSection.Planes);
        HyperplaneHash[] hashes = new HyperplaneHash[shape.TableCount];
        long planesInBytes = (long)sizeof(float) * shape.Dimensions * shape.HashSize;
        long place = 0;

        // Before anything is allocated for them.
        for (int table = 0; table < hashes.Length; table++)
        {
            ReadOnlySpan<byte> origin = origins[(HashTableShape.OriginInBytes * table)..];
            if (BinaryPrimitives.ReadInt32LittleEndian(origin) is not (OfSeed or OfFile) || BinaryPrimitives.ReadInt32LittleEndian(origin[4..]) < 0)
            {
                throw new IndexFormatException(
                    file.Path,
                    string.Create(CultureInfo.InvariantCulture, $"{file.Path} has an unknown origin of hyperplanes in table {table}: build it again."),
                    offset: file.Section(HashTableSection.Origins).Offset + (HashTableShape.OriginInBytes * table));
            }

            place += BinaryPrimitives.ReadInt32LittleEndian(origin) == OfFile ? planesInBytes : 0;
        }

        HashTableShape.CheckLength(file, planes, place);
        place = 0;
        for (int table = 0; table < hashes.Length; table++)
        {
            ReadOnlySpan<byte> origin = origins[(HashTableShape.OriginInBytes * table)..];
            if (BinaryPrimitives.ReadInt32LittleEndian(origin) == OfSeed)
            {
                hashes[table] = new HyperplaneHash(shape.Dimensions, shape.HashSize, BinaryPrimitives.ReadUInt64LittleEndian(origin[8..]), BinaryPrimitives.ReadInt32LittleEndian(origin[4..]));
                continue;
            }

            try
            {
                hashes[table] = HyperplaneHash.FromPlanes(shape.Dimensions, MemoryMarshal.Cast<byte, float>(planes.Read(place, (int)planesInBytes)));
            }
            catch (ArgumentException exception)
            {
                throw new IndexFormatException(
                    file.Path, string.Create(CultureInfo.InvariantCulture, $"{file.Path} has a hyperplane in table {table} that is not finite: build it again."), exception, planes.Offset + place);
            }

            place += planesInBytes;
        }

        return hashes;
    }
}
