namespace Akin.Vision.Architectures;

/// <summary>
/// The windows that a grid's tokens are attended in, with zeros where the last ones reach beyond the grid, shifted or not
/// (Liu et al. 2021, Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, section 3.2 and figure 4).
/// </summary>
internal sealed class SwinWindows
{
    /// <summary>What a mask adds to a score, in <c>transformers</c>' models as in the authors' code.</summary>
    private const float Masked = -100;

    private readonly SwinGrid _grid;
    private readonly string _intoWindows;
    private readonly string _back;

    /// <summary>Writes the positions of all tokens in the windows.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="edge">Tokens along a window's edge.</param>
    /// <param name="shift">Tokens that the grid is rolled up and left: int64, no axes; null for none.</param>
    public SwinWindows(SwinGrid grid, int edge, string? shift)
    {
        _grid = grid;
        Edge = edge;
        GraphWriter graph = grid.Graph;
        string height = Padded(grid.Height);
        string width = Padded(grid.Width);
        string rows = graph.Reshape(Rolled(grid.Range(height), shift, height), -1, 1, edge, 1);
        string columns = graph.Reshape(Rolled(grid.Range(width), shift, width), 1, -1, 1, edge);
        _intoWindows = grid.Positions(rows, columns);
        _back = Back(shift, height, width);
        Mask = shift is null ? null : WriteMask(shift, height, width);
    }

    /// <summary>Tokens along a window's edge.</summary>
    public int Edge { get; }

    /// <summary>Tokens of a window.</summary>
    public int TokenCount => Edge * Edge;

    /// <summary>
    /// What is added to the scores so that tokens which only the roll has brought together do not see each other: [windows, 1, tokens, tokens]; null without a shift.
    /// </summary>
    public string? Mask { get; }

    /// <summary>Tokens [batch, tokens, channels] to rows of windows, [batch * windows * window's tokens, channels].</summary>
    public string Partition(string tokens, int channels) => _grid.Graph.Rows(_grid.Gather(tokens, _intoWindows), channels);

    /// <summary>The way back: rows of windows to rows of tokens, [batch * tokens, channels].</summary>
    public string Restore(string rows, int channels)
    {
        GraphWriter graph = _grid.Graph;
        string windows = graph.ReshapeTo(rows, graph.Concat(0, graph.ShapeOf(GraphWriter.InputName, 0, 1), graph.Integers(-1, channels)));
        return graph.Rows(graph.Node("Gather", [windows, _back], ("axis", 1L)), channels);
    }

    private string Padded(string length)
    {
        GraphWriter graph = _grid.Graph;
        return graph.Multiply(WindowsAlong(graph.Add(length, graph.Integer(Edge - 1))), graph.Integer(Edge));
    }

    private string WindowsAlong(string length) => _grid.Graph.Node("Div", [length, _grid.Graph.Integer(Edge)]);

    private string Rolled(string places, string? shift, string length) =>
        shift is null ? places : _grid.Graph.Node("Mod", [_grid.Graph.Add(places, shift), length]);

    /// <summary>Where each token of the grid lies among those of the windows: int64 [tokens].</summary>
    private string Back(string? shift, string height, string width)
    {
        GraphWriter graph = _grid.Graph;
        string? unshift = shift is null ? null : graph.Node("Neg", [shift]);
        string rows = Rolled(_grid.Range(_grid.Height), unshift, height);
        string columns = Rolled(_grid.Range(_grid.Width), unshift, width);
        string ofRow = graph.Add(
            graph.Multiply(WindowsAlong(rows), graph.Multiply(WindowsAlong(width), graph.Integer(TokenCount))),
            graph.Multiply(Within(rows), graph.Integer(Edge)));
        string ofColumn = graph.Add(graph.Multiply(WindowsAlong(columns), graph.Integer(TokenCount)), Within(columns));
        return graph.Reshape(graph.Add(graph.Reshape(ofRow, -1, 1), ofColumn), -1);
    }

    private string Within(string places) => _grid.Graph.Node("Mod", [places, _grid.Graph.Integer(Edge)]);

    /// <summary>Rolled, the last windows hold up to nine regions that lie apart in the picture; tokens of different regions are masked from each other.</summary>
    private string WriteMask(string shift, string height, string width)
    {
        GraphWriter graph = _grid.Graph;
        string rows = graph.Reshape(Regions(shift, height), -1, 1, Edge, 1);
        string columns = graph.Reshape(Regions(shift, width), 1, -1, 1, Edge);
        string regions = graph.Add(graph.Multiply(rows, graph.Integer(3)), columns);
        string areTogether = graph.Node("Equal", [graph.Reshape(regions, -1, 1, TokenCount, 1), graph.Reshape(regions, -1, 1, 1, TokenCount)]);
        return graph.Node("Where", [areTogether, graph.Number(0), graph.Number(Masked)]);
    }

    /// <summary>Along one axis: 0 before the last window, 1 in it, 2 in what the roll has brought from the other end.</summary>
    private string Regions(string shift, string length)
    {
        string places = _grid.Range(length);
        return _grid.Graph.Add(IsFromEnd(places, length, _grid.Graph.Integer(Edge)), IsFromEnd(places, length, shift));
    }

    private string IsFromEnd(string places, string length, string count)
    {
        GraphWriter graph = _grid.Graph;
        string isFrom = graph.Node("GreaterOrEqual", [places, graph.Node("Sub", [length, count])]);
        return graph.Node("Cast", [isFrom], ("to", (long)Onnx.TensorProto.Types.DataType.Int64));
    }
}
