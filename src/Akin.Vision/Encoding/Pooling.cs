namespace Akin.Vision.Encoding;

/// <summary>How a picture's embedding is taken from what the model computes.</summary>
public enum Pooling
{
    /// <summary>The first token of <c>last_hidden_state</c>, <c>[CLS]</c>. Convolutional models, Swin and SigLIP have none.</summary>
    ClassToken,

    /// <summary>The mean of <c>last_hidden_state</c> over all places, or over the tokens of the patches: <c>[CLS]</c> and register tokens are left out.</summary>
    Mean,

    /// <summary><c>pooler_output</c>, where the checkpoint has one.</summary>
    Pooler,
}
