using Akin.Reports;
using CsCheck;

namespace Akin.Tests.Reports;

public sealed class SheetTextTests
{
    [Theory]
    [InlineData("train/Dress/0b8d4f.jpg", 30, "train/Dress/0b8d4f.jpg")]
    [InlineData("train/Dress/0b8d4f.jpg", 22, "train/Dress/0b8d4f.jpg")]
    [InlineData("train/Dress/0b8d4f.jpg", 11, "train…f.jpg")]
    [InlineData("train/Dress/0b8d4f.jpg", 2, "…g")]
    [InlineData("", 5, "")]
    public void Fit_LeavesTheMiddleOut(string text, int width, string expected) =>
        Assert.Equal(expected, SheetText.Fit(text, width, line => line.Length));

    [Fact]
    public void Fit_NeverSplitsACharacterOrExceedsTheWidth() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 40]).Sample((length, width) =>
        {
            string text = string.Concat(Enumerable.Repeat("𝒳", length));

            string fitted = SheetText.Fit(text, width, line => line.EnumerateRunes().Count());

            Assert.DoesNotContain('\uFFFD', fitted.EnumerateRunes().Select(rune => (char)rune.Value));
            Assert.Equal(Math.Min(length, width), fitted.EnumerateRunes().Count());
        });
}
