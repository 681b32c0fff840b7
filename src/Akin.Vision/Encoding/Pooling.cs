namespace Akin.Vision.Encoding;

/// <summary>How a model's output becomes one vector a picture.</summary>
internal enum Pooling
{
    /// <summary>[batch, dimensions] is one already.</summary>
    None,

    /// <summary>[batch, tokens, dimensions]: the first token, <c>[CLS]</c>.</summary>
    FirstToken,

    /// <summary>[batch, dimensions, height, width]: the mean over all places.</summary>
    MeanOverPlaces,
}
