using Akin.Galleries;
using Akin.Reports;
using Akin.Vision.Encoding;

namespace Akin.Tests;

/// <summary>The README's example of the library, as a stranger would write it.</summary>
internal static class LibrarySample
{
    public static async Task RunAsync()
    {
        using ImageEncoder encoder = ImageEncoder.Open(ImageEncoder.DefaultModel);
        await Gallery.IndexAsync("photos.akin", "photos", encoder);

        using Gallery gallery = Gallery.Open("photos.akin");
        IReadOnlyList<Match> matches = gallery.SearchPicture(encoder, "asked.jpg", matchCount: 5);
        foreach (Match match in matches)
        {
            Console.WriteLine($"{match.Rank}. {match.Key} {match.Similarity:F4}");
        }

        ContactSheet.Write("answer.png", gallery, [new SheetQuery("asked.jpg", Label: null, matches)]);
    }
}
