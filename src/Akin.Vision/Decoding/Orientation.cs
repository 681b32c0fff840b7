namespace Akin.Vision.Decoding;

/// <summary>How stored pixels are turned to stand upright: the values of the EXIF tag 0x0112.</summary>
internal enum Orientation
{
    Upright = 1,
    MirroredHorizontally = 2,
    UpsideDown = 3,
    MirroredVertically = 4,
    Transposed = 5,
    TurnedLeft = 6,
    Transversed = 7,
    TurnedRight = 8,
}
