using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>What a recipe works with.</summary>
/// <param name="Graph">The graph to write into, over the checkpoint's weights.</param>
/// <param name="Config">The checkpoint's configuration.</param>
internal sealed record GraphRequest(GraphWriter Graph, ConfigFile Config)
{
    /// <summary>
    /// The size of the inputs in pixels where the user names one. A model bound to the size of its configuration then interpolates its position embeddings; one that takes
    /// any size needs nothing.
    /// </summary>
    public (int Height, int Width)? InputSize { get; init; }
}
