namespace Akin.Vision.Architectures;

/// <summary>The grid that a stage's tokens lie on, row by row, and their moves: into windows, back, and four into one. Each move is one gather along the tokens.</summary>
/// <param name="Graph">The graph to write into.</param>
/// <param name="Height">Tokens down: int64, no axes, known when the graph runs.</param>
/// <param name="Width">Tokens across, likewise.</param>
internal sealed record SwinGrid(GraphWriter Graph, string Height, string Width)
{
    /// <summary>The grid of a map's places, [batch, channels, height, width].</summary>
    public static SwinGrid Of(GraphWriter graph, string map) => new(graph, graph.Length(map, 2), graph.Length(map, 3));

    /// <summary>The grid with half the rows and columns, an odd one counted whole.</summary>
    public SwinGrid Halved() => this with { Height = Half(Height), Width = Half(Width) };

    /// <summary>
    /// Puts the four tokens of each 2 x 2 square one behind the other, down before across; beyond the edge they are zero: [batch, tokens, channels] to rows
    /// [batch * quarter, 4 * channels].
    /// </summary>
    public string MergeSquares(string tokens, int channels)
    {
        string rows = Graph.Reshape(Range(Graph.Multiply(Half(Height), Graph.Integer(2))), -1, 1, 1, 2);
        string columns = Graph.Reshape(Range(Graph.Multiply(Half(Width), Graph.Integer(2))), 1, -1, 2, 1);
        return Graph.Rows(Gather(tokens, Positions(rows, columns)), 4L * channels);
    }

    /// <summary>Where the tokens of some rows and columns lie, int64 [count]; one beyond the last for those that are not in the grid.</summary>
    /// <param name="rows">int64 of any shape.</param>
    /// <param name="columns">int64, to be broadcast with it.</param>
    public string Positions(string rows, string columns)
    {
        string isInside = Graph.Node("And", [Graph.Node("Less", [rows, Height]), Graph.Node("Less", [columns, Width])]);
        string position = Graph.Add(Graph.Multiply(rows, Width), columns);
        return Graph.Reshape(Graph.Node("Where", [isInside, position, Graph.Multiply(Height, Width)]), -1);
    }

    /// <summary>The tokens at some positions, zero for the one beyond the last: [batch, tokens, channels] to [batch, count, channels].</summary>
    public string Gather(string tokens, string positions)
    {
        string padded = Graph.Node("Pad", [tokens, Graph.Integers(0, 0, 0, 0, 1, 0)]);
        return Graph.Node("Gather", [padded, positions], ("axis", 1L));
    }

    /// <summary>0, 1, ... up to before a limit: int64 [limit].</summary>
    public string Range(string limit) => Graph.Node("Range", [Graph.Integer(0), limit, Graph.Integer(1)]);

    private string Half(string length) => Graph.Node("Div", [Graph.Add(length, Graph.Integer(1)), Graph.Integer(2)]);
}
