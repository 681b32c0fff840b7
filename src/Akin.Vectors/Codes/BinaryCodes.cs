using System.Numerics;
using System.Runtime.CompilerServices;
using Akin.Vectors.Kernels;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Codes;

/// <summary>
/// One bit a component and two factors a vector, in blocks of 64 slots as <see cref="LookupScan"/> reads them: 104 bytes for 768 components. Slots are
/// written once; different blocks may be written at the same time, and read while others are written. Whoever made the codes disposes them.
/// </summary>
/// <remarks>
/// <para>RaBitQ (Gao and Long, RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest Neighbor Search, SIGMOD 2024).
/// All vectors are rotated at random first. With a centre <c>c</c>, <c>x = v - c</c> and the code <c>s = sign x</c>, the similarity with a query <c>q</c> is
/// estimated as <c>(s.(q - c)) |x|^2 / (s.x) + x.c + q.c</c>, where <c>s.x</c> is the sum of magnitudes of <c>x</c>. Over random rotations the estimate is unbiased
/// (their Theorem 3.2). Stored are the factor <c>f = |x|^2 / sum |x_i|</c> and the offset <c>x.c - f (s.c)</c>, so that a scan adds
/// <c>f (s.q)</c> only; <c>q.c</c> is one number a centre and query.</para>
/// <para>Error: <see cref="ErrorBound"/>.</para>
/// </remarks>
internal sealed unsafe class BinaryCodes : IDisposable
{
    /// <summary>Bytes of a chunk at most, where a block is no longer: little enough to copy the last one when a file is opened.</summary>
    private const int ChunkInBytes = 1 << 23;

    private readonly List<NativeBlock> _memory = [];
    private readonly MappedSection? _section;
    private nint[] _chunks = [];

    /// <summary>Creates codes without any slot.</summary>
    /// <param name="dimensions">Components of the rotated vectors, a multiple of 16.</param>
    public BinaryCodes(int dimensions)
    {
        Dimensions = dimensions;
        ChunkShift = ChunkShiftOf(dimensions);
    }

    /// <summary>Takes over codes of a file: chunks without room stay there, the last one is copied where slots can be added to it.</summary>
    /// <param name="dimensions">Components of the rotated vectors, a multiple of 16.</param>
    /// <param name="section">The blocks, one after another: as many as the slots fill. The file must outlive the codes.</param>
    /// <param name="slotCount">Slots that are taken.</param>
    /// <exception cref="IndexFormatException">The last blocks are damaged.</exception>
    public BinaryCodes(int dimensions, MappedSection section, long slotCount)
        : this(dimensions)
    {
        _section = section;
        long chunkInBytes = (long)BlockInBytes << ChunkShift;
        MappedChunkCount = (int)(slotCount >> (ChunkShift + 6));
        _chunks = new nint[MappedChunkCount];
        for (int chunk = 0; chunk < _chunks.Length; chunk++)
        {
            _chunks[chunk] = (nint)(section.Start + (chunk * chunkInBytes));
        }

        long copied = MappedChunkCount * chunkInBytes;
        if (copied < section.Length)
        {
            section.Verify(copied, section.Length - copied);
            Reserve(slotCount);
            new ReadOnlySpan<byte>(section.Start + copied, (int)(section.Length - copied)).CopyTo(new Span<byte>((byte*)_chunks[^1], (int)chunkInBytes));
        }
    }

    /// <summary>Components of the rotated vectors.</summary>
    public int Dimensions { get; }

    /// <summary>Bytes of code a slot.</summary>
    public int BytesOfARow => Dimensions / 8;

    /// <summary>Bytes of a block of 64 slots.</summary>
    public int BlockInBytes => LookupScan.BlockInBytes(BytesOfARow);

    /// <summary>A chunk holds 2^this blocks.</summary>
    public int ChunkShift { get; }

    /// <summary>Chunks that lie in a file.</summary>
    private int MappedChunkCount { get; }

    /// <summary>
    /// How far an estimate lies from the true similarity, at most, with probability 1 - 2 exp(-confidence^2 / 2) or more:
    /// <c>|x| |q - c| sqrt((1 - a^2) / a^2) confidence / sqrt(dimensions - 1)</c> with <c>a = sum |x_i| / (|x| sqrt(dimensions))</c>, and what rounding the
    /// look-up tables' entries adds.
    /// </summary>
    /// <param name="residualLength"><c>|x|</c>.</param>
    /// <param name="magnitudes"><c>sum |x_i|</c>; 0 where <c>x</c> is zero, whose estimate is exact.</param>
    /// <param name="queryLength"><c>|q - c|</c>.</param>
    /// <param name="step">The tables' step.</param>
    /// <param name="confidence">Standard deviations, so to speak: 1.9 is the paper's choice.</param>
    /// <remarks>
    /// The paper's Theorem 3.2, with its constant worked out: the error is that of a component of a random unit vector of dimensions - 1, and a cap of the sphere beyond
    /// <c>t</c> has at most <c>exp(-(dimensions - 1) t^2 / 2)</c> of its area (Ball, An Elementary Introduction to Modern Convex Geometry, 1997, Lemma 2.2). It
    /// holds over rotations drawn evenly; those of <see cref="RandomRotation"/> keep it but for vectors of one component, whose errors beyond three deviations are more
    /// frequent at some dimensions. Rounding errors count as independent and even, of variance step^2 / 12 a table.
    /// </remarks>
    public double ErrorBound(double residualLength, double magnitudes, double queryLength, double step, double confidence)
    {
        if (magnitudes == 0)
        {
            return 0;
        }

        double alignment = magnitudes / (residualLength * Math.Sqrt(Dimensions));
        double spread = Math.Sqrt(Math.Max(0, 1 - (alignment * alignment))) / alignment;
        double factor = residualLength * residualLength / magnitudes;
        double tables = factor * step * Math.Sqrt(Dimensions / LookupTables.ComponentCount / 12.0);
        return confidence * ((residualLength * queryLength * spread / Math.Sqrt(Dimensions - 1)) + tables);
    }

    /// <summary>The codes as they are now.</summary>
    public CodeView View() => new(Volatile.Read(ref _chunks), ChunkShift, BlockInBytes, _section, MappedChunkCount);

    /// <summary>Makes room for slots. One writer at a time.</summary>
    public void Reserve(long slotCount)
    {
        long chunkCount = (slotCount + (1L << (ChunkShift + 6)) - 1) >> (ChunkShift + 6);
        if (chunkCount <= _chunks.Length)
        {
            return;
        }

        List<nint> chunks = [.. _chunks];
        while (chunks.Count < chunkCount)
        {
            NativeBlock memory = new((long)BlockInBytes << ChunkShift);
            _memory.Add(memory);
            chunks.Add((nint)memory.Start);
        }

        Volatile.Write(ref _chunks, [.. chunks]);
    }

    /// <summary>Writes a slot for which there is room.</summary>
    /// <param name="slot">Its number.</param>
    /// <param name="rotated">The rotated vector, [<see cref="Dimensions"/>], finite.</param>
    /// <param name="centre">The rotated centre, [<see cref="Dimensions"/>].</param>
    /// <param name="added">What is added to every estimate of the slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(long slot, ReadOnlySpan<float> rotated, ReadOnlySpan<float> centre, float added = 0)
    {
        Span<ushort> signs = stackalloc ushort[Dimensions / 16];
        SignCode.Sums sums = SignCode.Encode(rotated, centre, signs);
        float factor = sums.Magnitudes > 0 ? sums.Squares / sums.Magnitudes : 0;
        float signOffset = factor * sums.SignProduct;
        Write(slot, signs, factor, sums.CentreProduct - signOffset + added);
    }

    /// <summary>Writes a slot for which there is room, and which no scan reports.</summary>
    public void EncodeNothing(long slot)
    {
        Span<ushort> signs = stackalloc ushort[Dimensions / 16];
        signs.Clear();
        Write(slot, signs, 0, float.NaN);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBlock block in _memory)
        {
            block.Dispose();
        }

        _memory.Clear();
        _chunks = [];
    }

    private static int ChunkShiftOf(int dimensions) =>
        BitOperations.Log2((uint)Math.Max(1, ChunkInBytes / LookupScan.BlockInBytes(dimensions / 8)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(long slot, ReadOnlySpan<ushort> signs, float factor, float offset)
    {
        long block = slot / LookupScan.BlockRowCount;
        int row = (int)(slot % LookupScan.BlockRowCount);
        byte* start = (byte*)_chunks[block >> ChunkShift] + ((block & ((1L << ChunkShift) - 1)) * BlockInBytes);
        byte* target = start + LookupScan.PositionOf(row);
        foreach (ushort word in signs)
        {
            target[0] = (byte)word;
            target[LookupScan.BlockRowCount] = (byte)(word >> 8);
            target += 2 * LookupScan.BlockRowCount;
        }

        float* factors = (float*)(start + (LookupScan.BlockRowCount * BytesOfARow));
        factors[row] = factor;
        factors[LookupScan.BlockRowCount + row] = offset;
    }
}
