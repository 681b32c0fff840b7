namespace Akin.Vision.Architectures;

/// <summary>Attention within windows: the scores of the caller's kind, with a bias for each pair of places and the windows' mask.</summary>
/// <param name="Graph">The graph to write into.</param>
/// <param name="Windows">The windows.</param>
/// <param name="HeadCount">Heads, which share the channels evenly.</param>
/// <param name="HeadWidth">Components of a head.</param>
internal sealed record SwinAttention(GraphWriter Graph, SwinWindows Windows, int HeadCount, int HeadWidth)
{
    /// <summary>Rows of windows to [windows, heads, tokens, head width].</summary>
    public string Heads(string rows) => Graph.Transpose(Graph.Reshape(rows, -1, Windows.TokenCount, HeadCount, HeadWidth), 0, 2, 1, 3);

    /// <summary>Adds bias and mask to scores, and takes the values by them.</summary>
    /// <param name="scores">[windows, heads, tokens, tokens].</param>
    /// <param name="bias">[heads, tokens, tokens].</param>
    /// <param name="mask">[windows of a picture, 1, tokens, tokens], or null.</param>
    /// <param name="values">[windows, heads, tokens, head width].</param>
    /// <returns>Rows of windows.</returns>
    public string Attend(string scores, string bias, string? mask, string values)
    {
        string biased = Graph.Add(scores, bias);
        if (mask is not null)
        {
            int count = Windows.TokenCount;
            string perPicture = Graph.Concat(0, Graph.Integers(-1), Graph.ShapeOf(mask, 0, 1), Graph.Integers(HeadCount, count, count));
            biased = Graph.Reshape(Graph.Add(Graph.ReshapeTo(biased, perPicture), mask), -1, HeadCount, count, count);
        }

        string weights = Graph.Node("Softmax", [biased], ("axis", -1L));
        return Graph.Rows(Graph.Transpose(Graph.MatMul(weights, values), 0, 2, 1, 3), (long)HeadCount * HeadWidth);
    }

    /// <summary>Takes from a table with a row for each pair of offsets, down and across, [(2 edge - 1)^2, heads], what belongs to each pair of places: [heads, tokens, tokens].</summary>
    public string Bias(string table)
    {
        long edge = Windows.Edge;
        long span = (2 * edge) - 1;
        long[] places = [.. Enumerable.Range(0, Windows.TokenCount).Select(token => (token / edge * span) + (token % edge))];
        string of = Graph.Integers(places);
        string offsets = Graph.Node("Sub", [Graph.Reshape(of, -1, 1), Graph.Reshape(of, 1, -1)]);
        string rows = Graph.Add(offsets, Graph.Integer((edge - 1) * (span + 1)));
        return Graph.Transpose(Graph.Node("Gather", [table, rows], ("axis", 0L)), 2, 0, 1);
    }
}
