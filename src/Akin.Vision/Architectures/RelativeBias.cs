namespace Akin.Vision.Architectures;

/// <summary>
/// BEiT's bias of attention scores: a table with one row for each distance between two patches, down and across, then rows for <c>[CLS]</c> to patch, patch to
/// <c>[CLS]</c> and <c>[CLS]</c> to itself. On another grid than the trained one the table is interpolated linearly, as MiDaS 3.1 does.
/// </summary>
internal sealed class RelativeBias
{
    private const int ClassRowCount = 3;

    private readonly GraphWriter _graph;
    private readonly TransformerShape _shape;
    private readonly int _gridHeight;
    private readonly int _gridWidth;

    public RelativeBias(GraphWriter graph, TransformerShape shape, int gridHeight, int gridWidth)
    {
        _graph = graph;
        _shape = shape;
        _gridHeight = gridHeight;
        _gridWidth = gridWidth;
    }

    private long TokenCount => 1 + ((long)_gridHeight * _gridWidth);

    /// <summary>Writes the bias [1, heads, tokens, tokens] from the table <c>NAME.relative_position_bias_table</c>.</summary>
    public string Write(string name)
    {
        long distanceCount = DistanceCount(_shape.GridHeight, _shape.GridWidth);
        string table = _graph.Weight(name + ".relative_position_bias_table", distanceCount + ClassRowCount, _shape.HeadCount);
        if ((_gridHeight, _gridWidth) != (_shape.GridHeight, _shape.GridWidth))
        {
            string rest = _graph.Slice(table, axis: 0, distanceCount);
            table = _graph.Concat(0, Resize(_graph.Slice(table, axis: 0, 0, distanceCount)), rest);
        }

        string rows = _graph.Node("Gather", [table, _graph.Integers(Rows())], ("axis", 0L));
        return _graph.Transpose(_graph.Reshape(rows, 1, TokenCount, TokenCount, _shape.HeadCount), 0, 3, 1, 2);
    }

    private static long DistanceCount(int height, int width) => (2L * height - 1) * (2L * width - 1);

    private string Resize(string distances)
    {
        string map = _graph.Transpose(_graph.Reshape(distances, 1, 2 * _shape.GridHeight - 1, 2 * _shape.GridWidth - 1, _shape.HeadCount), 0, 3, 1, 2);
        string resized = _graph.Node(
            "Resize",
            [map, string.Empty, string.Empty, _graph.Integers(1, _shape.HeadCount, 2 * _gridHeight - 1, 2 * _gridWidth - 1)],
            ("mode", "linear"),
            ("coordinate_transformation_mode", "half_pixel"));
        return _graph.Reshape(_graph.Transpose(resized, 0, 2, 3, 1), -1, _shape.HeadCount);
    }

    /// <summary>The table's row for every pair of tokens, row-major.</summary>
    private long[] Rows()
    {
        long distanceCount = DistanceCount(_gridHeight, _gridWidth);
        long[] rows = new long[TokenCount * TokenCount];
        for (long from = 0; from < TokenCount; from++)
        {
            for (long to = 0; to < TokenCount; to++)
            {
                rows[(from * TokenCount) + to] = (from, to) switch
                {
                    (0, 0) => distanceCount + 2,
                    (0, _) => distanceCount,
                    (_, 0) => distanceCount + 1,
                    _ => Distance(from - 1, to - 1),
                };
            }
        }

        return rows;
    }

    private long Distance(long from, long to)
    {
        long down = (from / _gridWidth) - (to / _gridWidth) + _gridHeight - 1;
        long across = (from % _gridWidth) - (to % _gridWidth) + _gridWidth - 1;
        return (down * (2L * _gridWidth - 1)) + across;
    }
}
