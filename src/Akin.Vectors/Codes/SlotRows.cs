using System.Runtime.CompilerServices;

namespace Akin.Vectors.Codes;

/// <summary>The row in each slot of codes that lie in lists, and behind them in the order of rows. Immutable, thread-safe.</summary>
/// <param name="listed">The rows of the lists' slots; <see cref="Nothing"/> where a slot is empty.</param>
/// <param name="firstOfTail">The row in the first slot behind the lists.</param>
internal sealed class SlotRows(uint[] listed, long firstOfTail)
{
    /// <summary>What stands for no row.</summary>
    public const uint Nothing = uint.MaxValue;

    /// <summary>Slots of the lists.</summary>
    public int ListedSlotCount => listed.Length;

    /// <summary>The row in each slot of the lists.</summary>
    public ReadOnlySpan<uint> Listed => listed;

    /// <summary>The first row that is in no list.</summary>
    public long FirstOfTail => firstOfTail;

    /// <summary>The row in a slot.</summary>
    public long this[uint slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => slot < (uint)listed.Length ? listed[slot] : firstOfTail + (slot - (uint)listed.Length);
    }
}
