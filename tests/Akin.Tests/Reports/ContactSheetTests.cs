using Akin.Galleries;
using Akin.Reports;
using SkiaSharp;

namespace Akin.Tests.Reports;

public sealed class ContactSheetTests : IAsyncLifetime
{
    /// <summary>The left edges of the query's picture and of the first match's, and the distance of one match to the next.</summary>
    private const int QueryLeft = 24;
    private const int FirstMatchLeft = 272;
    private const int MatchStep = 216;

    /// <summary>The first line of pictures, and the distance of one line to the next.</summary>
    private const int FirstTop = 24;
    private const int LineStep = 282;

    private static readonly SKColor[] Colours = [new(200, 30, 30), new(30, 180, 30), new(30, 30, 200), new(180, 180, 20), new(20, 180, 180), new(180, 20, 180), new(90, 90, 90)];

    private readonly TemporaryFolder _folder = new();
    private Gallery? _gallery;

    public async ValueTask InitializeAsync()
    {
        for (int index = 0; index < Colours.Length; index++)
        {
            using SKBitmap plain = new(50, 50);
            plain.Erase(Colours[index]);
            using SKData png = plain.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(_folder[$"pictures/plain/{index}.png"], png.ToArray());
        }

        await Gallery.IndexAsync(_folder["g.akin"], _folder["pictures"], DefaultEncoder.Instance, cancellationToken: TestContext.Current.CancellationToken);
        _gallery = Gallery.Open(_folder["g.akin"]);
    }

    public ValueTask DisposeAsync()
    {
        _gallery?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Write_PlacesTheQueryAndItsMatchesByRank()
    {
        int[] order = [4, 2, 0, 6, 1, 3];

        using SKBitmap sheet = Write(Query(5, order));

        Assert.Equal(Colours[5], PictureAt(sheet, QueryLeft, line: 0));
        for (int rank = 0; rank < order.Length; rank++)
        {
            Assert.Equal(Colours[order[rank]], PictureAt(sheet, FirstMatchLeft + (rank % 5 * MatchStep), rank / 5));
        }
    }

    [Fact]
    public void Write_PutsEveryQueryIntoABlockOfItsOwn()
    {
        using SKBitmap sheet = Write(Query(0, 1, 2), Query(3, 4), Query(5));

        const int BlockStep = 290;
        int[] queries = [0, 3, 5];
        for (int block = 0; block < queries.Length; block++)
        {
            Assert.Equal(Colours[queries[block]], sheet.GetPixel(QueryLeft + 100, FirstTop + 100 + (block * BlockStep)));
        }

        Assert.Equal((2 * 24) + (3 * 266) + (2 * 24), sheet.Height);
    }

    [Fact]
    public void Write_ShowsATileForAPictureThatIsGone()
    {
        File.Delete(_folder["pictures/plain/2.png"]);

        using SKBitmap sheet = Write(Query(0, 1, 2));

        SKColor[] tile = [.. from y in Enumerable.Range(FirstTop, 200) from x in Enumerable.Range(FirstMatchLeft + MatchStep, 200) select sheet.GetPixel(x, y)];
        Assert.DoesNotContain(Colours[2], tile);
        Assert.InRange(tile.Count(pixel => pixel.Red < 150), 100, 4000);
    }

    [Fact]
    public void Write_DrawsTextWhateverTheNamesAre()
    {
        string path = _folder["sheet.png"];
        Match hostile = new(1, "plain/" + new string('x', 5000) + "\u001b[2J\uD800.png", "\n\t名", 0.5);

        ContactSheet.Write(path, _gallery!, [new SheetQuery(_folder["pictures/plain/0.png"], null, [hostile])]);

        using SKBitmap sheet = SKBitmap.Decode(path);
        Assert.True(sheet.Width > 1000);
    }

    [Fact]
    public void Write_RefusesMoreThanItShows()
    {
        SheetQuery[] tooMany = [.. Enumerable.Repeat(Query(0, 1, 2), (ContactSheet.TileLimit / 3) + 1)];

        ArgumentException exception = Assert.Throws<ArgumentException>(() => Write(tooMany));
        Assert.Throws<ArgumentException>(() => Write());

        Assert.Contains($"at most {ContactSheet.TileLimit}", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["sheet.png"]));
    }

    [Fact]
    public void Write_LeavesNothingUnfinishedBehind()
    {
        Directory.CreateDirectory(_folder["sheet.png"]);

        Assert.ThrowsAny<Exception>(() => ContactSheet.Write(_folder["sheet.png"], _gallery!, [Query(0, 1)]));

        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    private static SKColor PictureAt(SKBitmap sheet, int left, int line) => sheet.GetPixel(left + 100, FirstTop + 100 + (line * LineStep));

    private SKBitmap Write(params SheetQuery[] queries)
    {
        ContactSheet.Write(_folder["sheet.png"], _gallery!, queries);
        return SKBitmap.Decode(_folder["sheet.png"]);
    }

    private SheetQuery Query(int picture, params int[] matches) => new(
        _folder[$"pictures/plain/{picture}.png"],
        "plain",
        [.. matches.Select((match, index) => new Match(index + 1, $"plain/{match}.png", "plain", 0.9 - (index * 0.1)))]);
}
