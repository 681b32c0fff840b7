using System.Security.Cryptography;
using Akin.Testing;
using Akin.Vision.Decoding;

namespace Akin.Vision.Tests.Decoding;

/// <summary>One line of a golden <c>pillow.tsv</c>: a file, and the edges and SHA-256 of the RGB that Pillow reads from it.</summary>
internal sealed record PillowPixels(string File, string Edges, string Hash)
{
    internal static IReadOnlyList<PillowPixels> Read(string fixture) =>
    [
        .. System.IO.File.ReadLines(SharedFiles.Fixture(fixture)).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))
            .Select(fields => new PillowPixels(fields[0], fields[1], fields[2])),
    ];

    internal void AssertEqual(PixelImage picture)
    {
        Assert.Equal((File, Edges), (File, $"{picture.Width}x{picture.Height}"));
        Assert.Equal((File, Hash), (File, Convert.ToHexStringLower(SHA256.HashData(picture.Pixels))));
    }
}
