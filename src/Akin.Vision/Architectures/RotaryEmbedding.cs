namespace Akin.Vision.Architectures;

/// <summary>
/// Rotary position embeddings in two dimensions, as DINOv3 has them (Siméoni et al. 2025, DINOv3, section 3.2): each component of a head's first half is turned with its
/// partner in the second half by an angle that grows with the patch's place, down for one half of the pairs and across for the other. Tokens before the patches stay as they are.
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly GraphWriter _graph;
    private readonly int _headWidth;
    private readonly string _cosines;
    private readonly string _sines;

    /// <summary>Writes the angles of a grid.</summary>
    /// <param name="graph">The graph to write into.</param>
    /// <param name="headWidth">Components of a head, a multiple of 4.</param>
    /// <param name="theta">The base of the periods (<c>rope_theta</c>).</param>
    /// <param name="gridHeight">Patches down: int64, no axes.</param>
    /// <param name="gridWidth">Patches across: int64, no axes.</param>
    /// <param name="prefixTokenCount">Tokens before the patches.</param>
    public RotaryEmbedding(GraphWriter graph, int headWidth, double theta, string gridHeight, string gridWidth, int prefixTokenCount)
    {
        _graph = graph;
        _headWidth = headWidth;
        int frequencyCount = headWidth / 4;
        float[] frequencies = [.. Enumerable.Range(0, frequencyCount).Select(index => (float)(1 / Math.Pow(theta, 4.0 * index / headWidth)))];
        string shape = graph.Concat(0, graph.Reshape(gridHeight, 1), graph.Reshape(gridWidth, 1), graph.Integers(frequencyCount));
        string down = graph.Node("Expand", [Angles(gridHeight, frequencies, -1, 1, 1), shape]);
        string across = graph.Node("Expand", [Angles(gridWidth, frequencies, 1, -1, 1), shape]);
        string angles = graph.Reshape(graph.Concat(2, down, across), -1, 1, headWidth / 2);

        string cosines = graph.Node("Cos", [angles]);
        string sines = graph.Node("Sin", [angles]);
        _cosines = AfterPrefix(graph.Concat(2, cosines, cosines), 1, prefixTokenCount);
        _sines = AfterPrefix(graph.Concat(2, graph.Node("Neg", [sines]), sines), 0, prefixTokenCount);
    }

    /// <summary>Turns [pictures, tokens, heads, head width].</summary>
    public string Turn(string heads)
    {
        string first = _graph.Slice(heads, axis: 3, 0, _headWidth / 2);
        string second = _graph.Slice(heads, axis: 3, _headWidth / 2);
        return _graph.Add(_graph.Multiply(heads, _cosines), _graph.Multiply(_graph.Concat(3, second, first), _sines));
    }

    /// <summary>The angles along one axis of the grid, shaped for broadcasting: places from -1 to 1, a turn each, times the frequencies.</summary>
    private string Angles(string length, float[] frequencies, params ReadOnlySpan<long> shape)
    {
        string count = _graph.Node("Cast", [length], ("to", 1L));
        string middles = _graph.Add(_graph.Node("Range", [_graph.Number(0), count, _graph.Number(1)]), _graph.Number(0.5f));
        string places = _graph.Add(_graph.Multiply(_graph.Node("Div", [middles, count]), _graph.Number(2)), _graph.Number(-1));
        string turns = _graph.Multiply(places, _graph.Number(2 * MathF.PI));
        return _graph.Multiply(_graph.Reshape(turns, shape), _graph.Numbers(frequencies, frequencies.Length));
    }

    /// <summary>[patches, 1, head width] behind as many rows of one number as there are tokens before the patches.</summary>
    private string AfterPrefix(string patches, float number, int prefixTokenCount)
    {
        float[] prefix = new float[prefixTokenCount * _headWidth];
        Array.Fill(prefix, number);
        return _graph.Concat(0, _graph.Numbers(prefix, prefixTokenCount, 1, _headWidth), patches);
    }
}
