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

    /// <summary>
    /// Opens tables that <see cref="Save"/> wrote, by mapping them into memory: in the same time for many rows as for few. Buckets are checked when they are
    /// first read.
    /// </summary>
    /// <param name="path">The file. It may be replaced by <see cref="Save"/> meanwhile, and must not be written otherwise.</param>
    /// <param name="rows">The rows that were hashed, and perhaps more behind them, which <see cref="Extend"/> hashes; they must outlive the tables.</param>
    /// <param name="maxThreads">Threads that hash, at least 1; null for all processors.</param>
    /// <exception cref="IndexFormatException">It is no such file, of another version, damaged, or made of other rows. A search tells of buckets that are damaged.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static HashTables Open(string path, VectorRows rows, int? maxThreads = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads ?? 1, 1, nameof(maxThreads));
        IndexFile file = IndexFile.Open(path, IndexKind.HashTables);
        try
        {
            if (file.KindVersion != FormatVersion)
            {
                throw new IndexFormatException(path, $"{path} holds hash tables of version {file.KindVersion}, this Akin reads version {FormatVersion}: build it again.", offset: 16);
            }

            HashTableParameters parameters = HashTableParameters.Read(file);
            RowFingerprint.Require(path, rows.View(), parameters.Dimensions, parameters.RowFormat, parameters.RowCount, parameters.RowFingerprint);
            HashBuckets[] buckets = [.. Enumerable.Range(0, parameters.TableCount).Select(table => new MappedBuckets(file, table, parameters.HashSize, parameters.RowCount))];
            Snapshot snapshot = new(rows, buckets, new HashTail(parameters.TableCount, parameters.RowCount, 0), parameters.RowCount);
            return new HashTables(ReadHashes(file, parameters), maxThreads ?? Environment.ProcessorCount, snapshot, parameters.Settings, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tables, hyperplanes or their seed, settings and what was measured into a file, as they are at this moment: while others search, extend or tune.
    /// Rows are not written. The same rows and seed give the same bytes.
    /// </summary>
    /// <param name="path">The file; one of that name is replaced in one step, once the new one is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="IndexFormatException">The tables or rows lie in a file and are damaged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        HashTableSettings settings = Volatile.Read(ref _settings);
        Snapshot snapshot = Volatile.Read(ref _snapshot);
        RowView rows = snapshot.Rows.View().First(snapshot.RowCount);
        HashBuckets[] buckets = Sorted(snapshot);
        using IndexFileWriter writer = IndexFileWriter.Create(path, IndexKind.HashTables, FormatVersion);
        writer.Write(HashTableSection.Parameters, new HashTableParameters(Dimensions, HashSize, buckets.Length, snapshot.RowCount, rows.Format, RowFingerprint.Of(rows), settings).ToBytes());
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

    /// <summary>Compares every checksum of the file that the tables were opened from, where that was not done before; nothing happens where they were built.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="IndexFormatException">One is wrong.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void VerifyAll(CancellationToken cancellationToken = default) => _file?.VerifyAll(cancellationToken);

    private void WriteHashes(IndexFileWriter writer)
    {
        byte[] origins = new byte[HashTableParameters.OriginInBytes * _hashes.Length];
        for (int table = 0; table < _hashes.Length; table++)
        {
            Span<byte> origin = origins.AsSpan(HashTableParameters.OriginInBytes * table);
            BinaryPrimitives.WriteInt32LittleEndian(origin, _hashes[table].Seed is null ? OfFile : OfSeed);
            BinaryPrimitives.WriteInt32LittleEndian(origin[4..], _hashes[table].Table);
            BinaryPrimitives.WriteUInt64LittleEndian(origin[8..], _hashes[table].Seed ?? 0);
        }

        writer.Write(HashTableSection.Origins, origins);
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

    private static HyperplaneHash[] ReadHashes(IndexFile file, HashTableParameters parameters)
    {
        ReadOnlySpan<byte> origins = file.Section(HashTableSection.Origins).ReadAll();
        MappedSection planes = file.Section(HashTableSection.Planes);
        HyperplaneHash[] hashes = new HyperplaneHash[parameters.TableCount];
        long planesInBytes = (long)sizeof(float) * parameters.Dimensions * parameters.HashSize;
        long place = 0;

        // Before anything is allocated for them.
        for (int table = 0; table < hashes.Length; table++)
        {
            ReadOnlySpan<byte> origin = origins[(HashTableParameters.OriginInBytes * table)..];
            if (BinaryPrimitives.ReadInt32LittleEndian(origin) is not (OfSeed or OfFile) || BinaryPrimitives.ReadInt32LittleEndian(origin[4..]) < 0)
            {
                throw new IndexFormatException(
                    file.Path,
                    string.Create(CultureInfo.InvariantCulture, $"{file.Path} has an unknown origin of hyperplanes in table {table}: build it again."),
                    offset: file.Section(HashTableSection.Origins).Offset + (HashTableParameters.OriginInBytes * table));
            }

            place += BinaryPrimitives.ReadInt32LittleEndian(origin) == OfFile ? planesInBytes : 0;
        }

        HashTableParameters.CheckLength(file, planes, place);
        place = 0;
        for (int table = 0; table < hashes.Length; table++)
        {
            ReadOnlySpan<byte> origin = origins[(HashTableParameters.OriginInBytes * table)..];
            if (BinaryPrimitives.ReadInt32LittleEndian(origin) == OfSeed)
            {
                hashes[table] = new HyperplaneHash(parameters.Dimensions, parameters.HashSize, BinaryPrimitives.ReadUInt64LittleEndian(origin[8..]), BinaryPrimitives.ReadInt32LittleEndian(origin[4..]));
                continue;
            }

            try
            {
                hashes[table] = HyperplaneHash.FromPlanes(parameters.Dimensions, MemoryMarshal.Cast<byte, float>(planes.Read(place, (int)planesInBytes)));
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
