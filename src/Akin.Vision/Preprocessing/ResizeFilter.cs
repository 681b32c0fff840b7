namespace Akin.Vision.Preprocessing;

/// <summary>Pillow's resampling filters, by the numbers that <c>preprocessor_config.json</c> gives them in <c>resample</c>.</summary>
internal enum ResizeFilter
{
    Nearest = 0,
    Lanczos = 1,
    Bilinear = 2,
    Bicubic = 3,
    Box = 4,
    Hamming = 5,
}
