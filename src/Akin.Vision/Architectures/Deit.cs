namespace Akin.Vision.Architectures;

/// <summary>
/// <c>model_type: deit</c> (Touvron et al. 2020, Training data-efficient image transformers and distillation through attention), as <c>transformers</c>' <c>DeiTModel</c>
/// builds it: a ViT with a second token before the patches, which learned from a teacher. The raw embedding is <c>[CLS]</c>.
/// </summary>
internal static class Deit
{
    /// <summary>The recipe: see <see cref="Architecture.GraphRecipe"/>.</summary>
    public static GraphOutputs Write(GraphRequest request) => Vit.Write(request, "deit.", "embeddings.distillation_token");
}
