using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>The stages of a convolutional network, as <c>hidden_sizes</c> and <c>depths</c> give them.</summary>
/// <param name="Widths">Channels of each stage.</param>
/// <param name="Depths">Layers of each stage.</param>
internal sealed record ConvolutionStages(IReadOnlyList<int> Widths, IReadOnlyList<int> Depths)
{
    /// <summary>Channels of a picture, red, green and blue.</summary>
    public const int PictureChannels = 3;

    /// <summary>Far above any network's channels, and low enough that no product of two of them leaves an int64.</summary>
    public const int ChannelLimit = 65_536;

    private const int DepthLimit = 1024;

    /// <summary>Every layer in order: its stage, its place in the stage, and its channels.</summary>
    public IEnumerable<(int Stage, int Layer, int Channels)> Layers =>
        Widths.SelectMany((width, stage) => Enumerable.Range(0, Depths[stage]).Select(layer => (stage, layer, width)));

    /// <summary>Writes one layer, whose tensors are below <paramref name="name"/>, from a map of <paramref name="inputChannels"/> to one of <paramref name="channels"/>.</summary>
    public delegate string LayerWriter(string value, string name, int inputChannels, int channels, int stride);

    /// <summary>Writes all layers; the first of each stage halves the map, that of the first stage only where <paramref name="isFirstHalved"/>.</summary>
    /// <param name="value">The map that comes in.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="isFirstHalved">Whether the first stage halves it too.</param>
    /// <param name="layerWriter">Writes a layer.</param>
    /// <returns>The map that goes out, and its channels.</returns>
    public (string Value, int Channels) Write(string value, int channels, bool isFirstHalved, LayerWriter layerWriter)
    {
        foreach ((int stage, int layer, int width) in Layers)
        {
            int stride = layer == 0 && (stage > 0 || isFirstHalved) ? 2 : 1;
            value = layerWriter(value, $"encoder.stages.{stage}.layers.{layer}", channels, width, stride);
            channels = width;
        }

        return (value, channels);
    }

    /// <summary>Reads <c>hidden_sizes</c> and <c>depths</c>.</summary>
    /// <exception cref="CheckpointException">They are out of range or do not fit each other, or <c>num_channels</c> is not 3.</exception>
    public static ConvolutionStages Read(ConfigFile config, IReadOnlyList<int> defaultWidths, IReadOnlyList<int> defaultDepths)
    {
        RequireThreeChannels(config);
        IReadOnlyList<int> widths = config.Integers("hidden_sizes", defaultWidths, 1, ChannelLimit);
        IReadOnlyList<int> depths = config.Integers("depths", defaultDepths, 1, DepthLimit);
        if (depths.Count == widths.Count)
        {
            return new ConvolutionStages(widths, depths);
        }

        throw config.Find("depths") is null
            ? config.Wrong("hidden_sizes", $"{depths.Count} numbers, one for each of depths")
            : config.Wrong("depths", $"{widths.Count} numbers, one for each of hidden_sizes");
    }

    /// <summary>The least edge of a picture that leaves the last stage a place, where places begin as patches and every stage but the first halves them.</summary>
    public int LeastEdge(int patchEdge) => (int)Math.Min(int.MaxValue, patchEdge * Math.Pow(2, Widths.Count - 1));

    /// <summary>Checks <c>num_channels</c>.</summary>
    /// <exception cref="CheckpointException">It is not 3.</exception>
    public static void RequireThreeChannels(ConfigFile config)
    {
        if (config.Integer("num_channels", PictureChannels, 1, 1024) != PictureChannels)
        {
            throw config.Wrong("num_channels", "3");
        }
    }
}
