namespace Akin.Vision.Architectures;

/// <summary>
/// The blocks of a vision transformer (Dosovitskiy et al. 2020, An Image is Worth 16x16 Words, section 3.1): each adds attention over its layer norm, then an MLP over its
/// layer norm. What the families do differently is set from outside.
/// </summary>
internal sealed class PreNormEncoder
{
    /// <summary>The graph to write into.</summary>
    public required GraphWriter Graph { get; init; }

    /// <summary>Width, layers and heads.</summary>
    public required TransformerShape Shape { get; init; }

    /// <summary>The epsilon of the layer norms.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The names of a layer's tensors, by its number.</summary>
    public required Func<int, BlockNames> Names { get; init; }

    /// <summary>Writes a layer's MLP: rows and the layer's number to rows.</summary>
    public required Func<string, int, string> Mlp { get; init; }

    public bool HasQueryBias { get; init; } = true;

    public bool HasKeyBias { get; init; } = true;

    public bool HasValueBias { get; init; } = true;

    public bool HasOutputBias { get; init; } = true;

    /// <summary>What a layer adds to its scores, by its number; null for nothing.</summary>
    public Func<int, string?> ScoreBias { get; init; } = _ => null;

    /// <summary>How queries and keys are turned, or null.</summary>
    public RotaryEmbedding? Rotary { get; init; }

    /// <summary>Writes all blocks: tokens [pictures, tokens, width] to rows [pictures * tokens, width].</summary>
    public string Write(string tokens)
    {
        Attention attention = new(Graph, Shape.Width, Shape.HeadCount, Graph.ShapeOf(tokens, 0, 2));
        string rows = Graph.Rows(tokens, Shape.Width);
        for (int layer = 0; layer < Shape.LayerCount; layer++)
        {
            BlockNames names = Names(layer);
            string attended = Attend(attention, Graph.LayerNorm(rows, names.FirstNorm, Shape.Width, Epsilon), names, ScoreBias(layer));
            rows = Graph.Add(rows, Scale(attended, names.FirstScale));
            string transformed = Mlp(Graph.LayerNorm(rows, names.SecondNorm, Shape.Width, Epsilon), layer);
            rows = Graph.Add(rows, Scale(transformed, names.SecondScale));
        }

        return rows;
    }

    private string Attend(Attention attention, string rows, BlockNames names, string? bias)
    {
        int width = Shape.Width;
        string query = Graph.Linear(rows, names.Query, width, width, HasQueryBias);
        string key = Graph.Linear(rows, names.Key, width, width, HasKeyBias);
        string value = Graph.Linear(rows, names.Value, width, width, HasValueBias);
        return Graph.Linear(attention.Write(query, key, value, bias, Rotary), names.Output, width, width, HasOutputBias);
    }

    private string Scale(string rows, string? name) => name is null ? rows : Graph.Multiply(rows, Graph.Weight(name, Shape.Width));
}
