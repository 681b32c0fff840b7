using Akin.Datasets;
using Akin.Evaluation;
using Akin.Testing;
using Akin.Vision.Encoding;

namespace Akin.Tests.Evaluation;

public sealed class NeighbourOverlapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_FindsAnEncoderEqualToItself()
    {
        WritePictures(14);
        File.WriteAllText(_folder["pictures/text.txt"], "no picture");

        OverlapReport report = await RunAsync(_folder["pictures"], DefaultEncoder.Instance);

        Assert.Equal(14, report.PictureCount);
        Assert.Equal(10, report.Depth);
        Assert.Equal(1, report.Overlap);
        Assert.Equal(1, report.SameFirst);
        Assert.Equal(1, report.LeastCosine, 6);
        Assert.Equal(["text.txt"], report.Rejected.Select(file => file.Key));
    }

    [Fact]
    public async Task Run_SeesWhatAnotherSettingMoves()
    {
        WritePictures(40);
        using ImageEncoder other = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { InputSize = (40, 40) });

        OverlapReport report = await RunAsync(_folder["pictures"], other);

        Assert.InRange(report.Overlap, 0.1, 0.95);
        Assert.InRange(report.SameFirst, 0, 0.95);
        Assert.InRange(report.LeastCosine, -1, 0.99);
        Assert.InRange(report.MedianCosine, report.LeastCosine, 1);
    }

    [Fact]
    public async Task Run_ComparesAsManyAsThereAre()
    {
        WritePictures(3);

        Assert.Equal(2, (await RunAsync(_folder["pictures"], DefaultEncoder.Instance)).Depth);
    }

    [Fact]
    public async Task Run_HasNoNumbersForOnePicture()
    {
        WritePictures(1);

        OverlapReport report = await RunAsync(_folder["pictures"], DefaultEncoder.Instance);

        Assert.Equal((1, 0), (report.PictureCount, report.Depth));
        Assert.True(double.IsNaN(report.Overlap));
    }

    [Fact]
    public async Task Run_FindsInt8NearFloat32_OnPhotographs()
    {
        // Measured: overlap 0.988, first match 0.991, least cosine 0.9996. One query of 341 is 0.003.
        const double OverlapFloor = 0.97;
        const double SameFirstFloor = 0.96;
        const double CosineFloor = 0.998;
        string photographs = SharedFiles.Shared("data/clothing/validation");
        using ImageEncoder narrow = ImageEncoder.Open(ImageEncoder.DefaultModel, new EncoderOptions { Precision = Precision.Int8 });

        OverlapReport report = await RunAsync(photographs, narrow);

        Assert.Equal(341, report.PictureCount);
        Assert.InRange(report.Overlap, OverlapFloor, 0.9999);
        Assert.InRange(report.SameFirst, SameFirstFloor, 1);
        Assert.InRange(report.LeastCosine, CosineFloor, 1);
    }

    private static Task<OverlapReport> RunAsync(string folder, ImageEncoder other) =>
        NeighbourOverlap.RunAsync(DefaultEncoder.Instance, other, new ImageFolder(folder), cancellationToken: TestContext.Current.CancellationToken);

    private void WritePictures(int count)
    {
        for (int index = 0; index < count; index++)
        {
            TestPicture.Write(_folder[$"pictures/{index}.bmp"], index);
        }
    }
}
