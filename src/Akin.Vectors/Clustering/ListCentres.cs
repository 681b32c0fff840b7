using System.Numerics.Tensors;
using Akin.Vectors.Codes;
using Akin.Vectors.Kernels;

namespace Akin.Vectors.Clustering;

/// <summary>
/// The centres of lists, and which of them lie closest to a vector: found by codes of the centres, and compared in full. Immutable, thread-safe; whoever made
/// it disposes it.
/// </summary>
internal sealed class ListCentres : IDisposable
{
    /// <summary>Centres that are compared in full for one that is wanted: with one bit a component, the closest is among them for 98 of 100 rows of 128 dimensions, and for more of longer ones.</summary>
    private const int ComparedCount = 8;

    private readonly float[] _centres;
    private readonly float[] _halfSquares;
    private readonly BinaryCodes _codes;
    private readonly float[] _middle;
    private readonly int _dimensions;

    /// <summary>Takes centres.</summary>
    /// <param name="rotation">How the centres were rotated.</param>
    /// <param name="centres">Rotated, [count x rotated dimensions], row-major. Not copied.</param>
    public ListCentres(RandomRotation rotation, float[] centres)
    {
        _centres = centres;
        _dimensions = rotation.RotatedDimensions;
        Count = centres.Length / _dimensions;
        _halfSquares = new float[Count];
        _middle = new float[_dimensions];
        for (int list = 0; list < Count; list++)
        {
            ReadOnlySpan<float> centre = this[list];
            _halfSquares[list] = Dot.Float(centre, centre) / 2;
            TensorPrimitives.Add(_middle, centre, _middle);
        }

        TensorPrimitives.Divide(_middle, Math.Max(1, Count), _middle);
        _codes = new BinaryCodes(_dimensions);
        int slotCount = (Count + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount * LookupScan.BlockRowCount;
        _codes.Reserve(slotCount);
        for (int list = 0; list < slotCount; list++)
        {
            if (list < Count)
            {
                _codes.Encode(list, this[list], _middle, -_halfSquares[list]);
            }
            else
            {
                _codes.EncodeNothing(list);
            }
        }
    }

    /// <summary>How many lists there are.</summary>
    public int Count { get; }

    /// <summary>All centres, rotated, [count x rotated dimensions].</summary>
    public ReadOnlySpan<float> All => _centres;

    /// <summary>A list's centre, rotated.</summary>
    public ReadOnlySpan<float> this[int list] => _centres.AsSpan(list * _dimensions, _dimensions);

    /// <summary>The list whose centre is closest by Euclidean distance.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="scratch">Overwritten.</param>
    public int Closest(QueryCode vector, CodeCandidates scratch)
    {
        Candidates(vector, ComparedCount, scratch);
        int closest = 0;
        float best = float.NegativeInfinity;
        for (int index = 0; index < scratch.Count; index++)
        {
            int list = (int)scratch.Slot(index);
            float score = Dot.Float(vector.Rotated, this[list]) - _halfSquares[list];
            if (score > best || (score == best && list < closest))
            {
                (closest, best) = (list, score);
            }
        }

        return closest;
    }

    /// <summary>The lists whose centres are closest, the closest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="count">How many are wanted; all at most are given.</param>
    /// <param name="scratch">Overwritten.</param>
    /// <param name="products">The dot product of the query with each list's centre.</param>
    /// <param name="lists">Takes the lists.</param>
    /// <returns>How many there are.</returns>
    public int Closest(QueryCode query, int count, CodeCandidates scratch, float[] products, int[] lists)
    {
        Candidates(query, Math.Min(Count, count + (count / 2) + ComparedCount), scratch);
        for (int index = 0; index < scratch.Count; index++)
        {
            int list = (int)scratch.Slot(index);
            lists[index] = list;
            products[index] = _halfSquares[list] - Dot.Float(query.Rotated, this[list]);
        }

        products.AsSpan(0, scratch.Count).Sort(lists.AsSpan(0, scratch.Count));
        int foundCount = Math.Min(count, scratch.Count);
        for (int index = 0; index < foundCount; index++)
        {
            products[index] = _halfSquares[lists[index]] - products[index];
        }

        return foundCount;
    }

    /// <summary>Room that <see cref="Closest(QueryCode, int, CodeCandidates, float[], int[])"/> needs for so many lists.</summary>
    public int RoomFor(int count) => Math.Min(Count, count + (count / 2) + ComparedCount);

    /// <inheritdoc/>
    public void Dispose() => _codes.Dispose();

    private void Candidates(QueryCode vector, int count, CodeCandidates candidates)
    {
        candidates.Reset(count);
        CodeScan.Slots(vector, _codes.View(), 0, (Count + LookupScan.BlockRowCount - 1) / LookupScan.BlockRowCount, 0, 0, null, candidates);
        candidates.Shrink();
    }
}
