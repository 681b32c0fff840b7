using System.Numerics;
using Akin.Vectors.Search;
using Akin.Vectors.Storage;

namespace Akin.Vectors.Codes;

/// <summary>Which slots may answer, where slots are not rows.</summary>
/// <param name="rowOfSlot">The row in each slot.</param>
/// <param name="rows">Which rows there are.</param>
/// <param name="among">The rows that may answer, or null for all that were not removed.</param>
internal sealed class SlotFilter(SlotRows rowOfSlot, RowView rows, RowSet? among)
{
    /// <summary>Leaves those of a block's slots whose rows may answer.</summary>
    /// <param name="slots">Slots that hold a row, the first in the lowest bit.</param>
    /// <param name="firstSlot">The block's first slot.</param>
    public ulong Allowed(ulong slots, uint firstSlot)
    {
        ulong allowed = 0;
        for (; slots != 0; slots &= slots - 1)
        {
            int slot = BitOperations.TrailingZeroCount(slots);
            allowed |= rows.IsAllowed(rowOfSlot[firstSlot + (uint)slot], among) ? 1UL << slot : 0;
        }

        return allowed;
    }
}
