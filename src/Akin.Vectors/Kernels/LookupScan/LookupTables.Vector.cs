using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Akin.Vectors.Kernels;

internal static partial class LookupTables
{
    /// <summary><see cref="FillTablesScalar"/> by 128 bits.</summary>
    internal static void FillTables128(ReadOnlySpan<float> query, float perStep, Span<byte> tables)
    {
        ref byte table = ref MemoryMarshal.GetReference(tables);
        Vector128<float> sign0 = Vector128.Create(-1f, 1f, -1f, 1f);
        Vector128<float> sign1 = Vector128.Create(-1f, -1f, 1f, 1f);
        for (int index = 0; index < query.Length; index += ComponentCount)
        {
            ReadOnlySpan<float> components = query.Slice(index, ComponentCount);
            float half = (Half(components) * perStep) + 0.5f;
            float steps0 = components[0] * perStep;
            float steps1 = components[1] * perStep;
            float steps2 = components[2] * perStep;
            float steps3 = components[3] * perStep;

            // Products with 1 and -1 are exact, so it does not matter whether they are fused.
            Vector128<ushort> low = Vector128.Narrow(Entries(half - steps3 - steps2), Entries(half - steps3 + steps2)).AsUInt16();
            Vector128<ushort> high = Vector128.Narrow(Entries(half + steps3 - steps2), Entries(half + steps3 + steps2)).AsUInt16();
            Vector128.Narrow(low, high).StoreUnsafe(ref table);
            table = ref Unsafe.Add(ref table, EntryCount);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            Vector128<int> Entries(float rest)
            {
                Vector128<float> entries = Vector128.MultiplyAddEstimate(Vector128.Create(steps1), sign1, Vector128.Create(rest));
                entries = Vector128.MultiplyAddEstimate(Vector128.Create(steps0), sign0, entries);
                return Vector128.ConvertToInt32Native(Vector128.Min(Vector128.Max(entries, Vector128<float>.Zero), Vector128.Create((float)LargestEntry)));
            }
        }
    }

    /// <summary><see cref="FillTablesScalar"/> by 256 bits.</summary>
    internal static void FillTables256(ReadOnlySpan<float> query, float perStep, Span<byte> tables)
    {
        ref byte table = ref MemoryMarshal.GetReference(tables);
        Vector256<float> sign0 = Vector256.Create(-1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f);
        Vector256<float> sign1 = Vector256.Create(-1f, -1f, 1f, 1f, -1f, -1f, 1f, 1f);
        Vector256<float> sign2 = Vector256.Create(-1f, -1f, -1f, -1f, 1f, 1f, 1f, 1f);
        for (int index = 0; index < query.Length; index += ComponentCount)
        {
            ReadOnlySpan<float> components = query.Slice(index, ComponentCount);
            float half = (Half(components) * perStep) + 0.5f;
            float steps0 = components[0] * perStep;
            float steps1 = components[1] * perStep;
            float steps2 = components[2] * perStep;
            float steps3 = components[3] * perStep;

            // Products with 1 and -1 are exact, so it does not matter whether they are fused.
            Vector256<int> low = Entries(half - steps3);
            Vector256<int> high = Entries(half + steps3);
            Vector256<ushort> halves = Vector256.Narrow(low, high).AsUInt16();
            Vector128.Narrow(halves.GetLower(), halves.GetUpper()).StoreUnsafe(ref table);
            table = ref Unsafe.Add(ref table, EntryCount);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            Vector256<int> Entries(float rest)
            {
                Vector256<float> entries = Vector256.MultiplyAddEstimate(Vector256.Create(steps2), sign2, Vector256.Create(rest));
                entries = Vector256.MultiplyAddEstimate(Vector256.Create(steps1), sign1, entries);
                entries = Vector256.MultiplyAddEstimate(Vector256.Create(steps0), sign0, entries);
                return Vector256.ConvertToInt32Native(Vector256.Min(Vector256.Max(entries, Vector256<float>.Zero), Vector256.Create((float)LargestEntry)));
            }
        }
    }

    /// <summary><see cref="FillTablesScalar"/> by 512 bits.</summary>
    internal static void FillTables512(ReadOnlySpan<float> query, float perStep, Span<byte> tables)
    {
        ref byte table = ref MemoryMarshal.GetReference(tables);
        Vector512<float> sign0 = Vector512.Create(-1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f, -1f, 1f);
        Vector512<float> sign1 = Vector512.Create(-1f, -1f, 1f, 1f, -1f, -1f, 1f, 1f, -1f, -1f, 1f, 1f, -1f, -1f, 1f, 1f);
        Vector512<float> sign2 = Vector512.Create(-1f, -1f, -1f, -1f, 1f, 1f, 1f, 1f, -1f, -1f, -1f, -1f, 1f, 1f, 1f, 1f);
        Vector512<float> sign3 = Vector512.Create(-1f, -1f, -1f, -1f, -1f, -1f, -1f, -1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f);
        for (int index = 0; index < query.Length; index += ComponentCount)
        {
            ReadOnlySpan<float> components = query.Slice(index, ComponentCount);
            float half = (Half(components) * perStep) + 0.5f;
            float steps0 = components[0] * perStep;
            float steps1 = components[1] * perStep;
            float steps2 = components[2] * perStep;
            float steps3 = components[3] * perStep;

            // Products with 1 and -1 are exact, so it does not matter whether they are fused.
            Vector512<float> entries = Vector512.Create(half);
            entries = Vector512.MultiplyAddEstimate(Vector512.Create(steps3), sign3, entries);
            entries = Vector512.MultiplyAddEstimate(Vector512.Create(steps2), sign2, entries);
            entries = Vector512.MultiplyAddEstimate(Vector512.Create(steps1), sign1, entries);
            entries = Vector512.MultiplyAddEstimate(Vector512.Create(steps0), sign0, entries);
            Narrow(entries).StoreUnsafe(ref table);
            table = ref Unsafe.Add(ref table, EntryCount);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector512<float> entries)
    {
        Vector512<int> numbers = Vector512.ConvertToInt32Native(Vector512.Min(Vector512.Max(entries, Vector512<float>.Zero), Vector512.Create((float)LargestEntry)));
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector128Byte(numbers);
        }

        Vector256<ushort> halves = Vector256.Narrow(numbers.GetLower(), numbers.GetUpper()).AsUInt16();
        return Vector128.Narrow(halves.GetLower(), halves.GetUpper());
    }
}
