namespace Akin.Vision.Architectures;

/// <summary>The names of one block's layers, whole, with the model's prefix.</summary>
/// <param name="FirstNorm">The layer norm before attention.</param>
/// <param name="Query">The projection to queries.</param>
/// <param name="Key">The projection to keys.</param>
/// <param name="Value">The projection to values.</param>
/// <param name="Output">The projection of what attention gives.</param>
/// <param name="SecondNorm">The layer norm before the MLP.</param>
internal sealed record BlockNames(string FirstNorm, string Query, string Key, string Value, string Output, string SecondNorm)
{
    /// <summary>The tensor [width] that scales what attention adds, or null.</summary>
    public string? FirstScale { get; init; }

    /// <summary>The tensor [width] that scales what the MLP adds, or null.</summary>
    public string? SecondScale { get; init; }

    /// <summary>As <c>ViTLayer</c> and what was made after it name them.</summary>
    public static BlockNames OfViT(string layer) => new(
        $"{layer}.layernorm_before",
        $"{layer}.attention.attention.query",
        $"{layer}.attention.attention.key",
        $"{layer}.attention.attention.value",
        $"{layer}.attention.output.dense",
        $"{layer}.layernorm_after");

    /// <summary>As <c>CLIPEncoderLayer</c> and SigLIP's name them.</summary>
    public static BlockNames OfClip(string layer) => new(
        $"{layer}.layer_norm1",
        $"{layer}.self_attn.q_proj",
        $"{layer}.self_attn.k_proj",
        $"{layer}.self_attn.v_proj",
        $"{layer}.self_attn.out_proj",
        $"{layer}.layer_norm2");
}
