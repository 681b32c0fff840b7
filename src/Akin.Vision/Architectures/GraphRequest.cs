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

    /// <summary>Binds the graph to one size of input: the one that the user names, or else the trained one.</summary>
    /// <exception cref="CheckpointException">The size is smaller than a patch, or the model's grid cannot be interpolated.</exception>
    public (int Height, int Width) BindInput(TransformerShape shape)
    {
        (int height, int width) = InputSize ?? (shape.ImageHeight, shape.ImageWidth);
        if (Math.Min(height, width) < shape.PatchEdge)
        {
            throw new CheckpointException(Config.Path, $"The input size {height} x {width} is smaller than a patch of the model, {shape.PatchEdge} x {shape.PatchEdge}: name a larger one.");
        }

        Graph.FixInput(height, width);
        return (height, width);
    }
}
