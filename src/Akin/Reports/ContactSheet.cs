using Akin.Galleries;
using SkiaSharp;

namespace Akin.Reports;

/// <summary>
/// Draws queries and their matches into one PNG picture: a block for each query, the query on the left, its matches beside it in order of rank,
/// five a line, each with rank, similarity, label and key. A picture that can no longer be read is shown as a tile that says why.
/// </summary>
/// <remarks>Thread-safe: the sheets share nothing.</remarks>
public static class ContactSheet
{
    /// <summary>Pictures that one sheet shows at most, queries included: 81 MB of pixels, and longer than anyone looks.</summary>
    public const int TileLimit = 300;

    private const int MatchesPerLine = 5;
    private const int Margin = 24;
    private const int TileGap = 16;
    private const int BlockGap = 24;
    private const int QueryPadding = 8;
    private const int FirstMatchLeft = Margin + SheetTile.Width + 48;
    private const int SheetWidth = FirstMatchLeft + (MatchesPerLine * (SheetTile.Width + TileGap)) - TileGap + Margin;

    private static readonly SKColor Paper = new(0xFF, 0xFF, 0xFF);
    private static readonly SKColor QueryPanel = new(0xE8, 0xEE, 0xF7);

    /// <summary>Draws a sheet and writes it. A file that is there already is replaced, and only by a whole sheet.</summary>
    /// <param name="path">The PNG file to write.</param>
    /// <param name="gallery">The gallery that gave the matches: their pictures are read from the folders that it follows.</param>
    /// <param name="queries">At least one query; all queries and matches together at most <see cref="TileLimit"/>.</param>
    /// <exception cref="ArgumentException">There is no query, or there are more pictures than a sheet shows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, Gallery gallery, IReadOnlyList<SheetQuery> queries)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(queries);
        int tileCount = queries.Sum(query => 1 + query.Matches.Count);
        if (queries.Count == 0 || tileCount > TileLimit)
        {
            throw new ArgumentException($"A sheet shows at least one query and at most {TileLimit} pictures, got {queries.Count} queries and {tileCount} pictures.", nameof(queries));
        }

        using SKData png = Draw(gallery, queries);
        string unfinishedPath = path + ".part";
        try
        {
            using (FileStream file = File.Create(unfinishedPath))
            {
                png.SaveTo(file);
            }

            File.Move(unfinishedPath, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinishedPath);
            throw;
        }
    }

    private static SKData Draw(Gallery gallery, IReadOnlyList<SheetQuery> queries)
    {
        int height = (2 * Margin) + queries.Sum(BlockHeight) + ((queries.Count - 1) * BlockGap);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(SheetWidth, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(Paper);
        using SheetText text = new();
        int top = Margin;
        foreach (SheetQuery query in queries)
        {
            DrawBlock(surface.Canvas, text, gallery, query, top);
            top += BlockHeight(query) + BlockGap;
        }

        using SKImage sheet = surface.Snapshot();
        return sheet.Encode(SKEncodedImageFormat.Png, quality: 100);
    }

    private static void DrawBlock(SKCanvas canvas, SheetText text, Gallery gallery, SheetQuery query, int top)
    {
        using SKPaint panel = new() { Color = QueryPanel, IsAntialias = true };
        SKRect around = SKRect.Create(Margin - QueryPadding, top - QueryPadding, SheetTile.Width + (2 * QueryPadding), SheetTile.Height + (2 * QueryPadding));
        canvas.DrawRoundRect(around, QueryPadding, QueryPadding, panel);
        new SheetTile(query.PicturePath, "query", query.Label, Path.GetFileName(query.PicturePath)).Draw(canvas, text, Margin, top);
        for (int index = 0; index < query.Matches.Count; index++)
        {
            Match match = query.Matches[index];
            int left = FirstMatchLeft + (index % MatchesPerLine * (SheetTile.Width + TileGap));
            int lineTop = top + (index / MatchesPerLine * (SheetTile.Height + TileGap));
            string heading = FormattableString.Invariant($"{match.Rank}   {match.Similarity:F4}");
            new SheetTile(gallery.PathOf(match.Key), heading, match.Label, match.Key).Draw(canvas, text, left, lineTop);
        }
    }

    private static int BlockHeight(SheetQuery query)
    {
        int lineCount = Math.Max(1, (query.Matches.Count + MatchesPerLine - 1) / MatchesPerLine);
        return (lineCount * (SheetTile.Height + TileGap)) - TileGap;
    }
}
