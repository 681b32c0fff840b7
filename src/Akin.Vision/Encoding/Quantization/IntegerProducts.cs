using System.Runtime.Intrinsics.X86;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>How this processor multiplies uint8 by int8 in ONNX Runtime.</summary>
internal static class IntegerProducts
{
    private const int ExtendedFeatures = 7;

    private const int Avx512VnniBit = 11;

    private const int AvxVnniBit = 4;

    /// <summary>
    /// Whether its fast products add pairs in 16 bits and saturate: VPMADDUBSW, on x64 without VNNI (Intel, Architecture Instruction Set Extensions, CPUID leaf 7: AVX512_VNNI
    /// is ECX bit 11 of subleaf 0, AVX-VNNI is EAX bit 4 of subleaf 1). Where a build of the runtime hides the vectors, this says so too, which costs speed only.
    /// </summary>
    public static bool Saturate { get; } = X86Base.IsSupported && !HasVnni();

    private static bool HasVnni()
    {
        int lastLeaf = X86Base.CpuId(0, 0).Eax;
        if (lastLeaf < ExtendedFeatures)
        {
            return false;
        }

        (int lastSubleaf, _, int features, _) = X86Base.CpuId(ExtendedFeatures, 0);
        bool hasAvx512Vnni = Avx512BW.IsSupported && (features & (1 << Avx512VnniBit)) != 0;
        bool hasAvxVnni = Avx2.IsSupported && lastSubleaf >= 1 && (X86Base.CpuId(ExtendedFeatures, 1).Eax & (1 << AvxVnniBit)) != 0;
        return hasAvx512Vnni || hasAvxVnni;
    }
}
