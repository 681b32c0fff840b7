using Akin.Vision.Decoding;
using NetVips;

namespace Akin.Vision.Tests.Decoding;

public sealed class JpegMarkersTests
{
    [Theory]
    [InlineData(false, Enums.ForeignSubsample.Off, 3.0)]
    [InlineData(false, Enums.ForeignSubsample.On, 1.5)]
    [InlineData(true, Enums.ForeignSubsample.On, 1.5)]
    public void SamplesPerPixel_FollowsTheSamplingFactors(bool isProgressive, Enums.ForeignSubsample subsampling, double expected) =>
        Assert.Equal(expected, JpegMarkers.SamplesPerPixel(Save(isProgressive, subsampling)));

    [Fact]
    public void CountScans_CountsThePicturesOwn()
    {
        byte[] baseline = Save(isProgressive: false, Enums.ForeignSubsample.On);
        byte[] progressive = Save(isProgressive: true, Enums.ForeignSubsample.On);

        Assert.Equal(1, JpegMarkers.CountScans(baseline, 1000));
        Assert.InRange(JpegMarkers.CountScans(progressive, 1000), 2, 20);
        Assert.Equal(2, JpegMarkers.CountScans(progressive, 2));
        Assert.Equal(1, JpegMarkers.CountScans([.. baseline, .. progressive], 1000));
    }

    [Fact]
    public void Markers_EndQuietlyWhereverTheFileEnds()
    {
        byte[] whole = Save(isProgressive: true, Enums.ForeignSubsample.Off);

        for (int length = 0; length < Math.Min(whole.Length, 2000); length++)
        {
            ReadOnlySpan<byte> file = whole.AsSpan(0, length);
            Assert.False(JpegMarkers.HasAdobeSegment(file));
            Assert.InRange(JpegMarkers.SamplesPerPixel(file), 1, 4);
            Assert.InRange(JpegMarkers.CountScans(file, 1000), 0, 20);
        }
    }

    private static byte[] Save(bool isProgressive, Enums.ForeignSubsample subsampling)
    {
        using Image picture = Image.Gaussnoise(64, 48, sigma: 60, mean: 128, seed: 1).Cast(Enums.BandFormat.Uchar);
        using Image rgb = picture.Bandjoin(picture, picture).Copy(interpretation: Enums.Interpretation.Srgb);
        return rgb.JpegsaveBuffer(interlace: isProgressive, subsampleMode: subsampling);
    }
}
