using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;
using Akin.Vectors.Search;

namespace Akin.Vectors.Codes;

/// <summary>What a query becomes for scans of codes: rotated, and as look-up tables. Made once and filled again and again; not thread-safe.</summary>
internal sealed unsafe class QueryCode
{
    private const int AlignmentInBytes = 64;

    private readonly RandomRotation _rotation;
    private readonly float[] _scratch;
    private readonly byte[] _tables;

    /// <summary>Makes room for queries.</summary>
    public QueryCode(RandomRotation rotation)
    {
        _rotation = rotation;
        Unit = new float[rotation.Dimensions];
        _scratch = new float[rotation.RotatedDimensions];
        Rotated = new float[rotation.RotatedDimensions];
        int tablesInBytes = rotation.RotatedDimensions / LookupTables.ComponentCount * LookupTables.EntryCount;

        // Pinned and aligned: a table that crosses a cache line is read twice, and the scan reads nothing else as often.
        _tables = GC.AllocateUninitializedArray<byte>(tablesInBytes + AlignmentInBytes, pinned: true);
        byte* start = (byte*)Unsafe.AsPointer(ref _tables[0]);
        Tables = (byte*)(((nint)start + AlignmentInBytes - 1) & ~(nint)(AlignmentInBytes - 1));
        TablesInBytes = tablesInBytes;
    }

    /// <summary>The query as a unit vector, [dimensions].</summary>
    public float[] Unit { get; }

    /// <summary>The rotated unit vector, [rotated dimensions].</summary>
    public float[] Rotated { get; }

    /// <summary>The tables of <see cref="LookupTables"/>. Valid as long as this object is.</summary>
    public byte* Tables { get; }

    /// <summary>Bytes of the tables.</summary>
    public int TablesInBytes { get; }

    /// <summary>What sums of entries mean.</summary>
    public LookupScale Scale { get; private set; }

    /// <summary>Takes a query.</summary>
    public void Fill(in Query query)
    {
        query.ScaleTo(Unit, 1);
        Fill(Unit);
    }

    /// <summary>Takes a vector as it is, of length 1 or zero.</summary>
    /// <param name="unit">[dimensions], finite.</param>
    public void Fill(ReadOnlySpan<float> unit)
    {
        _rotation.Apply(unit, Rotated, _scratch);
        Scale = LookupTables.Fill(Rotated, new Span<byte>(Tables, TablesInBytes));
    }
}
