using System.Numerics;
using System.Runtime.CompilerServices;
using Akin.Vectors.Search;

namespace Akin.Vectors.Codes;

/// <summary>
/// The slots with the highest estimates of a scan, at most so many, equal estimates by slot: in whatever order and in however many parts they are found.
/// Made once and filled again and again; not thread-safe.
/// </summary>
internal sealed class CodeCandidates
{
    /// <summary>Selecting the best costs time in proportion to what is held, so a multiple of what is kept is let in before.</summary>
    private const int Slack = 256;

    /// <summary>Four times what a float32 sum of two numbers loses of them.</summary>
    private const float RoundingOfASum = 2.4e-7f;

    private ulong[] _keys = [];
    private int _keptCount;
    private int _capacity;

    /// <summary>Slots held.</summary>
    public int Count { get; private set; }

    /// <summary>Estimates below this one are not wanted.</summary>
    public float Threshold { get; private set; }

    /// <summary>What an estimate must reach before a number is added to it; a rounding error lower, so that the order of scans does not matter.</summary>
    public float ThresholdBefore(float added) => Threshold - added - (RoundingOfASum * (Math.Abs(Threshold) + Math.Abs(added)));

    /// <summary>Empties, and says how many to keep.</summary>
    /// <param name="keptCount">At least 1.</param>
    public void Reset(int keptCount)
    {
        _keptCount = keptCount;
        Count = 0;
        Threshold = float.NegativeInfinity;
        _capacity = (int)Math.Min(Array.MaxLength, (3L * keptCount) + Slack);
        if (_keys.Length < _capacity)
        {
            _keys = new ulong[_capacity];
        }
    }

    /// <summary>Takes the slots of a block whose estimates reached the threshold.</summary>
    /// <param name="reached">Which slots, the first in the lowest bit.</param>
    /// <param name="estimates">Estimates of the block's slots.</param>
    /// <param name="added">What is added to each estimate.</param>
    /// <param name="firstSlot">The block's first slot.</param>
    public unsafe void Add(ulong reached, float* estimates, float added, uint firstSlot)
    {
        for (; reached != 0; reached &= reached - 1)
        {
            int row = BitOperations.TrailingZeroCount(reached);
            Add(KeyOf(estimates[row] + added, firstSlot + (uint)row));
        }
    }

    /// <summary>Takes a slot if its estimate reaches the threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float estimate, uint slot)
    {
        if (estimate >= Threshold)
        {
            Add(KeyOf(estimate, slot));
        }
    }

    /// <summary>Takes another scan's slots.</summary>
    public void Add(CodeCandidates other)
    {
        for (int index = 0; index < other.Count; index++)
        {
            Add(other._keys[index]);
        }
    }

    /// <summary>Keeps the best.</summary>
    public void Shrink()
    {
        if (Count > _keptCount)
        {
            Threshold = EstimateOf(Selection.LargestAt(_keys.AsSpan(0, Count), _keptCount - 1));
            Count = _keptCount;
        }
    }

    /// <summary>Puts the best first.</summary>
    public void Sort()
    {
        Shrink();
        _keys.AsSpan(0, Count).Sort(static (left, right) => right.CompareTo(left));
    }

    /// <summary>A slot that is held, in no order before <see cref="Sort"/>.</summary>
    public uint Slot(int index) => ~(uint)_keys[index];

    /// <summary>A held slot's estimate.</summary>
    public float Estimate(int index) => EstimateOf(_keys[index]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong key)
    {
        _keys[Count++] = key;
        if (Count == _capacity)
        {
            Shrink();
        }
    }

    /// <summary>Floats as integers of the same order, above slots in falling order: the larger key is the better slot.</summary>
    private static ulong KeyOf(float estimate, uint slot)
    {
        uint bits = BitConverter.SingleToUInt32Bits(estimate);
        uint ordered = (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        return ((ulong)ordered << 32) | ~slot;
    }

    private static float EstimateOf(ulong key)
    {
        uint ordered = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((ordered & 0x80000000) != 0 ? ordered & 0x7FFFFFFF : ~ordered);
    }
}
