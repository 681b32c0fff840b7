namespace Akin.Vision.Decoding;

/// <summary>The formats that can be read, told by a file's first bytes.</summary>
internal enum PictureFormat
{
    Unknown,
    Jpeg,
    Png,
    WebP,
    Gif,
    Tiff,
    Avif,
    Heic,
    Bmp,
    Ico,
    Cur,
}
