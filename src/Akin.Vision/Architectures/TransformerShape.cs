using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>What every vision transformer's configuration says under the same names.</summary>
/// <param name="Width">Components of a token (<c>hidden_size</c>).</param>
/// <param name="LayerCount">Blocks.</param>
/// <param name="HeadCount">Heads of attention, which share the width evenly.</param>
/// <param name="PatchEdge">Pixels along a patch's edge.</param>
/// <param name="ImageHeight">Pixels down the inputs that the model was trained on.</param>
/// <param name="ImageWidth">Pixels across them.</param>
internal sealed record TransformerShape(int Width, int LayerCount, int HeadCount, int PatchEdge, int ImageHeight, int ImageWidth)
{
    /// <summary>Wider layers than any published model's are a damaged number.</summary>
    public const int WidthLimit = 65_536;

    /// <summary>Longer edges than any published model's are a damaged number.</summary>
    public const int EdgeLimit = 16_384;

    private const int LayerLimit = 1024;

    /// <summary>Components of a head.</summary>
    public int HeadWidth => Width / HeadCount;

    /// <summary>Patches down a trained input.</summary>
    public int GridHeight => ImageHeight / PatchEdge;

    /// <summary>Patches across a trained input.</summary>
    public int GridWidth => ImageWidth / PatchEdge;

    /// <summary>Patches of a trained input.</summary>
    public long PatchCount => (long)GridHeight * GridWidth;

    /// <summary>Reads a configuration; the defaults are those of most classes, and the caller names those of its own.</summary>
    /// <exception cref="CheckpointException">A number is impossible, or the model does not take three colours.</exception>
    public static TransformerShape Read(ConfigFile config, int width = 768, int headCount = 12, int patchEdge = 16)
    {
        width = config.Integer("hidden_size", width, 1, WidthLimit);
        headCount = config.Integer("num_attention_heads", headCount, 1, width);
        if (width % headCount != 0)
        {
            throw config.Wrong("num_attention_heads", $"a divisor of hidden_size, {width}");
        }

        ConvolutionStages.RequireThreeChannels(config);

        (int patchHeight, int patchWidth) = config.Edges("patch_size", patchEdge, EdgeLimit);
        if (patchHeight != patchWidth)
        {
            throw config.Wrong("patch_size", "a square");
        }

        (int imageHeight, int imageWidth) = config.Edges("image_size", 224, EdgeLimit);
        return Math.Min(imageHeight, imageWidth) >= patchHeight
            ? new TransformerShape(width, config.Integer("num_hidden_layers", 12, 1, LayerLimit), headCount, patchHeight, imageHeight, imageWidth)
            : throw config.Wrong("image_size", $"at least a patch, {patchHeight}");
    }
}
