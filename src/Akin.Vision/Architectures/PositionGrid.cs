namespace Akin.Vision.Architectures;

/// <summary>Learned position embeddings of a grid of patches, brought to the size of another grid.</summary>
/// <param name="Graph">The graph to write into.</param>
/// <param name="Shape">The grid that the model was trained with, and the width of its tokens.</param>
internal sealed record PositionGrid(GraphWriter Graph, TransformerShape Shape)
{
    /// <summary>Whether the interpolation widens its filter when it shrinks a grid.</summary>
    public bool IsAntialiased { get; init; }

    /// <summary>Writes the embeddings of a new grid: [1, prefix + new patches, width].</summary>
    /// <param name="positions">[1, prefix + patches, width].</param>
    /// <param name="prefixTokenCount">Embeddings before the grid's, which stay as they are.</param>
    /// <param name="gridHeight">Patches down: int64, no axes.</param>
    /// <param name="gridWidth">Patches across: int64, no axes.</param>
    public string Resize(string positions, int prefixTokenCount, string gridHeight, string gridWidth)
    {
        string grid = prefixTokenCount == 0 ? positions : Graph.Slice(positions, axis: 1, prefixTokenCount);
        string down = Graph.MatMul(Matrix(Shape.GridHeight, gridHeight), Graph.Reshape(grid, Shape.GridHeight, (long)Shape.GridWidth * Shape.Width));
        string across = Graph.MatMul(Matrix(Shape.GridWidth, gridWidth), Graph.Reshape(down, -1, Shape.GridWidth, Shape.Width));
        string resized = Graph.Reshape(across, 1, -1, Shape.Width);
        return prefixTokenCount == 0 ? resized : Graph.Concat(1, Graph.Slice(positions, axis: 1, 0, prefixTokenCount), resized);
    }

    /// <summary>The same for inputs of a size that is known.</summary>
    public string Resize(string positions, int prefixTokenCount, (int Height, int Width) inputSize)
    {
        (int height, int width) = (inputSize.Height / Shape.PatchEdge, inputSize.Width / Shape.PatchEdge);
        return (height, width) == (Shape.GridHeight, Shape.GridWidth)
            ? positions
            : Resize(positions, prefixTokenCount, Graph.Integer(height), Graph.Integer(width));
    }

    private string Matrix(int oldLength, string newLength) => IsAntialiased
        ? BicubicMatrix.Antialiased(Graph, oldLength, newLength)
        : BicubicMatrix.Plain(Graph, oldLength, newLength);
}
