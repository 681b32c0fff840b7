namespace Akin.Vision.Preprocessing;

/// <summary>Pillow's resampling filters, by the numbers that <c>preprocessor_config.json</c> gives them in <c>resample</c>.</summary>
public enum ResizeFilter
{
    /// <summary>The source pixel under the target's middle.</summary>
    Nearest = 0,

    /// <summary>A sinc of three lobes.</summary>
    Lanczos = 1,

    /// <summary>A triangle.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = -0.5.</summary>
    Bicubic = 3,

    /// <summary>The mean of the source pixels under the target.</summary>
    Box = 4,

    /// <summary>A sinc under a Hamming window.</summary>
    Hamming = 5,
}
