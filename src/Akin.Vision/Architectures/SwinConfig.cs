using Akin.Vision.Checkpoints;

namespace Akin.Vision.Architectures;

/// <summary>What the <c>config.json</c> of a Swin of either version says; the defaults are those of <c>transformers</c>' <c>SwinConfig</c> and <c>Swinv2Config</c>.</summary>
internal sealed record SwinConfig
{
    private const int DepthLimit = 1024;

    /// <summary>Every stage doubles the channels; eight are twice as many as any published network has.</summary>
    private const int StageLimit = 8;

    /// <summary>The square of a window's places is an attention's size; the largest published window has 24.</summary>
    private const int WindowLimit = 48;

    /// <summary>Pixels along a patch's edge.</summary>
    public required int PatchEdge { get; init; }

    /// <summary>Pixels down and across the inputs that the model was trained on.</summary>
    public required (int Height, int Width) ImageSize { get; init; }

    /// <summary>Components of a token in the first stage.</summary>
    public required int Width { get; init; }

    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Heads of each stage, which share its channels evenly.</summary>
    public required IReadOnlyList<int> HeadCounts { get; init; }

    /// <summary>Tokens along a window's edge.</summary>
    public required int WindowEdge { get; init; }

    /// <summary>Components within an MLP, relative to its input.</summary>
    public required double MlpRatio { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public required bool HasBias { get; init; }

    /// <summary>What the blocks' layer norms and the last one add to the variance.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Whether there are position embeddings for the patches, besides the biases of the windows.</summary>
    public required bool HasPositions { get; init; }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="CheckpointException">A value is out of range, or the lists do not fit each other.</exception>
    public static SwinConfig Read(ConfigFile config)
    {
        ConvolutionStages.RequireThreeChannels(config);
        SwinConfig read = new()
        {
            PatchEdge = config.Edges("patch_size", 4, TransformerShape.EdgeLimit) is (int down, int across) && down == across ? down : throw config.Wrong("patch_size", "a square"),
            ImageSize = config.Edges("image_size", 224, TransformerShape.EdgeLimit),
            Width = config.Integer("embed_dim", 96, 1, ConvolutionStages.ChannelLimit >> StageLimit),
            Depths = config.Integers("depths", [2, 2, 6, 2], 1, DepthLimit),
            HeadCounts = config.Integers("num_heads", [3, 6, 12, 24], 1, ConvolutionStages.ChannelLimit),
            WindowEdge = config.Integer("window_size", 7, 1, WindowLimit),
            MlpRatio = config.Number("mlp_ratio", 4, 0.001, 64),
            HasBias = config.Flag("qkv_bias", true),
            Epsilon = config.Number("layer_norm_eps", 1e-5, 0, 1),
            HasPositions = config.Flag("use_absolute_embeddings", false),
        };
        if (read.Depths.Count > StageLimit)
        {
            throw config.Wrong("depths", $"at most {StageLimit} numbers");
        }

        if (read.HeadCounts.Count != read.Depths.Count)
        {
            throw config.Wrong("num_heads", $"{read.Depths.Count} numbers, one for each of depths");
        }

        for (int stage = 0; stage < read.Depths.Count; stage++)
        {
            if (read.Channels(stage) % read.HeadCounts[stage] != 0)
            {
                throw config.Wrong("num_heads", $"divisors of each stage's channels, {read.Channels(stage)} in stage {stage + 1}");
            }
        }

        return read;
    }

    /// <summary>Components of a token in a stage, counted from 0.</summary>
    public int Channels(int stage) => Width << stage;

    /// <summary>Components within an MLP of a stage.</summary>
    public int InnerChannels(int stage) => (int)(MlpRatio * Channels(stage));
}
