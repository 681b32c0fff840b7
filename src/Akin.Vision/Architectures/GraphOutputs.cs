namespace Akin.Vision.Architectures;

/// <summary>The values of a written model that an embedding can be taken from, all float32.</summary>
internal sealed record GraphOutputs
{
    /// <summary><c>last_hidden_state</c>: [batch, tokens, width], or [batch, width, h, w] where <see cref="IsFeatureMap"/>.</summary>
    public required string LastHiddenState { get; init; }

    /// <summary>Components of a token, or channels of a place.</summary>
    public required long HiddenWidth { get; init; }

    /// <summary>Whether the last hidden state is a map of places, as convolutional models give it, and no sequence.</summary>
    public bool IsFeatureMap { get; init; }

    /// <summary>Tokens before those of the patches: <c>[CLS]</c> first, then distillation and register tokens; 0 where there is no <c>[CLS]</c>.</summary>
    public int PrefixTokenCount { get; init; }

    /// <summary><c>pooler_output</c>, [batch, width], or null where the checkpoint has none.</summary>
    public PooledValue? Pooler { get; init; }

    /// <summary>The raw embedding where the user asks for no other; null means <c>[CLS]</c>.</summary>
    public PooledValue? Default { get; init; }

    /// <summary>What a convolutional model gives: a map of places, and its pooler output, which is the embedding.</summary>
    /// <param name="map">[batch, width, h, w].</param>
    /// <param name="width">Channels of a place.</param>
    /// <param name="pooler">[batch, width].</param>
    public static GraphOutputs OfMap(string map, long width, string pooler)
    {
        PooledValue pooled = new(pooler, width);
        return new GraphOutputs { LastHiddenState = map, HiddenWidth = width, IsFeatureMap = true, Pooler = pooled, Default = pooled };
    }
}
