using Onnx;

namespace Akin.Vision.Encoding.Quantization;

/// <summary>A graph whose layers compute in integers, before its weights are.</summary>
/// <param name="Model">The graph. The tensors of <paramref name="Blocks"/> are not among its initialisers yet.</param>
/// <param name="Blocks">What makes them.</param>
/// <param name="Counts">What was changed and what was not.</param>
internal sealed record QuantizedGraph(ModelProto Model, IReadOnlyList<WeightBlock> Blocks, LayerCounts Counts);
