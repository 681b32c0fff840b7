namespace Akin.Vision.Encoding;

/// <summary>How an exported model's output becomes one vector a picture.</summary>
internal enum Reduction
{
    /// <summary>[batch, dimensions] is one already.</summary>
    None,

    /// <summary>[batch, tokens, dimensions]: the first token, <c>[CLS]</c>.</summary>
    FirstToken,

    /// <summary>[batch, tokens, dimensions]: the mean over all tokens.</summary>
    MeanOverTokens,

    /// <summary>[batch, dimensions, height, width]: the mean over all places.</summary>
    MeanOverPlaces,
}
