namespace Akin.Vision.Architectures;

/// <summary>
/// A gate on each channel, computed from the means of all channels (Hu et al. 2018, Squeeze-and-Excitation Networks):
/// <c>x * sigmoid(expand(activation(reduce(mean(x)))))</c>.
/// </summary>
/// <param name="Channels">Channels in and out.</param>
/// <param name="ReducedChannels">Channels between the two convolutions.</param>
internal sealed record SqueezeExcitation(int Channels, int ReducedChannels)
{
    /// <summary>Writes it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">float32 [batch, <see cref="Channels"/>, height, width]; the result's shape is the same.</param>
    /// <param name="reduce">The first convolution's name.</param>
    /// <param name="activate">Writes the function between the two.</param>
    /// <param name="expand">The second convolution's name.</param>
    public string Write(GraphWriter graph, string value, string reduce, Func<string, string> activate, string expand)
    {
        string means = graph.Node("GlobalAveragePool", [value]);
        string reduced = activate(graph.Convolve(means, reduce, Channels, ReducedChannels, kernel: 1, stride: 1));
        string gate = graph.Node("Sigmoid", [graph.Convolve(reduced, expand, ReducedChannels, Channels, kernel: 1, stride: 1)]);
        return graph.Multiply(value, gate);
    }
}
