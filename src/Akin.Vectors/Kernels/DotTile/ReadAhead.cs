using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

/// <summary>
/// Memory that will be needed next, asked for little by little while a kernel computes: all at once would stop it, for a core waits for some 16 lines at a time.
/// Where the machine takes no such hints, nothing happens.
/// </summary>
/// <param name="start">The first byte, in memory that does not move; it need not be there.</param>
/// <param name="bytesPerStep">How far the kernel's every step goes.</param>
internal readonly unsafe struct ReadAhead(byte* start, nuint bytesPerStep)
{
    /// <summary>Asks for the line that a step goes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(nuint step)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(start + (step * bytesPerStep));
        }
    }
}
