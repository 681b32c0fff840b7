using Akin.Vision.Encoding;

namespace Akin.Tests;

/// <summary>The encoder that comes with Akin, opened once for all tests; it is thread-safe and never disposed.</summary>
internal static class DefaultEncoder
{
    private static readonly Lazy<ImageEncoder> Opened = new(() => ImageEncoder.Open(ImageEncoder.DefaultModel));

    public static ImageEncoder Instance => Opened.Value;
}
