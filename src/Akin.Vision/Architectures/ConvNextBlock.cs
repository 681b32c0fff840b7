using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>
/// The block of ConvNeXT and its heirs (Liu et al. 2022, A ConvNet for the 2020s, figure 4): depthwise 7 x 7 convolution, layer norm, two linear layers with a
/// function between them, and the way around. Each heir names the layers in its own way.
/// </summary>
internal sealed record ConvNextBlock
{
    private const int Kernel = 7;

    /// <summary>The first linear layer has four times the channels.</summary>
    private const int Expansion = 4;

    /// <summary>Woo et al. 2023, ConvNeXt V2, algorithm 1: what keeps the division away from zero.</summary>
    private const float ResponseEpsilon = 1e-6f;

    /// <summary>The depthwise convolution's name within the block.</summary>
    public required string Depthwise { get; init; }

    /// <summary>The layer norm's.</summary>
    public required string Norm { get; init; }

    /// <summary>What the layer norm adds to the variance.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>The first linear layer's name.</summary>
    public required string Expand { get; init; }

    /// <summary>The second linear layer's.</summary>
    public required string Reduce { get; init; }

    /// <summary>The tensor with a factor for each channel of the result, or null where there is none.</summary>
    public string? Scale { get; init; }

    /// <summary>The name of the global response normalisation between the linear layers, or null where there is none.</summary>
    public string? Response { get; init; }

    /// <summary>Writes the block.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="config">What names the function.</param>
    /// <param name="map">float32 [batch, channels, height, width]; the result's shape is the same.</param>
    /// <param name="name">The block's name, with the dot at its end.</param>
    /// <param name="channels">The map's channels.</param>
    public string Write(GraphWriter graph, ConfigFile config, string map, string name, int channels)
    {
        int inner = Expansion * channels;
        string convolved = graph.Convolve(map, name + Depthwise, channels, channels, Kernel, stride: 1, padding: Kernel / 2, groups: channels);
        string places = graph.LayerNorm(graph.Transpose(convolved, 0, 2, 3, 1), name + Norm, channels, NormEpsilon);
        string value = graph.Linear(graph.Rows(places, channels), name + Expand, channels, inner);
        value = Activation.Write(graph, config, "hidden_act", "gelu", value);
        if (Response is not null)
        {
            string shape = graph.Concat(0, graph.ShapeOf(places, 0, 3), graph.Integers(inner));
            value = graph.Rows(NormalizeResponse(graph, graph.ReshapeTo(value, shape), name + Response, inner), inner);
        }

        value = graph.Linear(value, name + Reduce, inner, channels);
        if (Scale is not null)
        {
            value = graph.Multiply(value, graph.Weight(name + Scale, channels));
        }

        value = graph.ReshapeTo(value, graph.ShapeOf(places, 0, 4));
        return graph.Add(map, graph.Transpose(value, 0, 3, 1, 2));
    }

    /// <summary>Layer norm over the channels of a map, [batch, channels, height, width].</summary>
    public static string NormalizeChannels(GraphWriter graph, string map, string name, int channels, double epsilon) =>
        graph.Transpose(graph.LayerNorm(graph.Transpose(map, 0, 2, 3, 1), name, channels, epsilon), 0, 3, 1, 2);

    /// <summary>
    /// ConvNeXT V2's: each channel is weighed by its length over all places, relative to the mean length of all channels; <paramref name="places"/> is
    /// [batch, height, width, channels].
    /// </summary>
    private static string NormalizeResponse(GraphWriter graph, string places, string name, int channels)
    {
        string lengths = graph.Node("ReduceL2", [places], ("axes", new[] { 1L, 2L }), ("keepdims", 1L));
        string mean = graph.Node("ReduceMean", [lengths], ("axes", new[] { -1L }), ("keepdims", 1L));
        string relative = graph.Node("Div", [lengths, graph.Add(mean, graph.Number(ResponseEpsilon))]);
        string weighed = graph.Multiply(graph.Weight($"{name}.weight", 1, 1, 1, channels), graph.Multiply(places, relative));
        return graph.Add(graph.Add(weighed, graph.Weight($"{name}.bias", 1, 1, 1, channels)), places);
    }
}
