namespace Akin.Vision.Architectures;

/// <summary>Scaled dot-product attention of several heads (Vaswani et al. 2017, Attention Is All You Need, section 3.2) over queries, keys and values as rows.</summary>
internal sealed class Attention
{
    private readonly GraphWriter _graph;
    private readonly int _width;
    private readonly int _headWidth;
    private readonly string _headShape;

    /// <summary>For sequences of the lengths that <paramref name="lengths"/> gives.</summary>
    /// <param name="graph">The graph to write into.</param>
    /// <param name="width">Components of a token.</param>
    /// <param name="headCount">Heads, which share them evenly.</param>
    /// <param name="lengths">int64 [2]: pictures, and tokens of a picture; one of the two may be -1.</param>
    public Attention(GraphWriter graph, int width, int headCount, string lengths)
    {
        _graph = graph;
        _width = width;
        _headWidth = width / headCount;
        _headShape = graph.Concat(0, lengths, graph.Integers(headCount, _headWidth));
    }

    /// <summary>Writes it: rows [pictures * tokens, width] of each to rows of the same shape.</summary>
    /// <param name="query">What asks.</param>
    /// <param name="key">What is asked; its sequences may have another length, see <paramref name="keys"/>.</param>
    /// <param name="value">What is answered.</param>
    /// <param name="bias">Added to the scores before softmax, to be broadcast to [pictures, heads, tokens, tokens]; or null.</param>
    /// <param name="rotary">Turns queries and keys by their places; or null.</param>
    /// <param name="keys">The attention whose lengths keys and values have, where they are not this one's own.</param>
    public string Write(string query, string key, string value, string? bias = null, RotaryEmbedding? rotary = null, Attention? keys = null)
    {
        string scaled = _graph.Multiply(query, _graph.Number((float)(1 / Math.Sqrt(_headWidth))));
        string queries = _graph.Transpose(Heads(scaled, rotary), 0, 2, 1, 3);
        string transposedKeys = _graph.Transpose((keys ?? this).Heads(key, rotary), 0, 2, 3, 1);
        string values = _graph.Transpose((keys ?? this).Heads(value, rotary: null), 0, 2, 1, 3);
        string scores = _graph.MatMul(queries, transposedKeys);
        string weights = _graph.Node("Softmax", [bias is null ? scores : _graph.Add(scores, bias)], ("axis", -1L));
        return _graph.Rows(_graph.Transpose(_graph.MatMul(weights, values), 0, 2, 1, 3), _width);
    }

    /// <summary>[pictures * tokens, width] to [pictures, tokens, heads, head width].</summary>
    private string Heads(string rows, RotaryEmbedding? rotary)
    {
        string heads = _graph.ReshapeTo(rows, _headShape);
        return rotary is null ? heads : rotary.Turn(heads);
    }
}
