namespace Akin.Vision.Architectures;

/// <summary>
/// A convolution with a square kernel and without a bias, followed by batch normalisation: the unit that convolutional networks are made of. ONNX Runtime folds the two
/// into one when it loads.
/// </summary>
/// <param name="InputChannels">Channels that come in.</param>
/// <param name="Channels">Channels that go out.</param>
/// <param name="Kernel">The kernel's edge.</param>
internal sealed record Convolution(int InputChannels, int Channels, int Kernel)
{
    /// <summary>PyTorch's default epsilon of <c>BatchNorm2d</c>.</summary>
    public const double DefaultEpsilon = 1e-5;

    /// <summary>Places that the kernel moves on.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Groups of channels that see only themselves; as many as channels makes it depthwise.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Places from one of the kernel's taps to the next.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Zeros before the first and after the last row and column; null for as many on each side as keep the kernel centred.</summary>
    public (int Before, int After)? Padding { get; init; }

    /// <summary>
    /// Whether to pad as TensorFlow's <c>SAME</c> does instead: with as few zeros as give <c>ceil(length / stride)</c> places, the odd one last, so that where the stride
    /// is above 1 the zeros depend on the input's size.
    /// </summary>
    public bool PadsAsTensorFlow { get; init; }

    /// <summary>What batch normalisation adds to the variance.</summary>
    public double Epsilon { get; init; } = DefaultEpsilon;

    /// <summary>Writes the two layers.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">float32 [batch, <see cref="InputChannels"/>, height, width].</param>
    /// <param name="convolution">The convolution's name.</param>
    /// <param name="normalization">The normalisation's name.</param>
    /// <returns>float32 [batch, <see cref="Channels"/>, rows, columns].</returns>
    public string Write(GraphWriter graph, string value, string convolution, string normalization)
    {
        string convolved = graph.Node(
            "Conv",
            [value, graph.Weight($"{convolution}.weight", Channels, InputChannels / Groups, Kernel, Kernel)],
            ("kernel_shape", new long[] { Kernel, Kernel }),
            ("strides", new long[] { Stride, Stride }),
            ("dilations", new long[] { Dilation, Dilation }),
            ("group", (long)Groups),
            PaddingAttribute());
        return graph.BatchNorm(convolved, normalization, Channels, Epsilon);
    }

    private (string Name, object Value) PaddingAttribute()
    {
        if (PadsAsTensorFlow && Stride > 1)
        {
            return ("auto_pad", "SAME_UPPER");
        }

        int centred = Kernel / 2 * Dilation;
        (long before, long after) = Padding ?? (centred, centred);
        return ("pads", new[] { before, before, after, after });
    }
}
