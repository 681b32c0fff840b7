using Akin.Datasets;
using CsCheck;

namespace Akin.Tests.Datasets;

public sealed class KeyPatternTests
{
    [Theory]
    [InlineData("*.jpg", "a.jpg", true)]
    [InlineData("*.jpg", "deep/er/a.JPG", true)]
    [InlineData("*.jpg", "a.jpeg", false)]
    [InlineData("*.jpg", "a.jpg/b.png", true)]
    [InlineData("thumbs", "x/thumbs/1.png", true)]
    [InlineData("thumbs/", "x/thumbs/1.png", true)]
    [InlineData("thumbs", "x/mythumbs/1.png", false)]
    [InlineData("/thumbs", "x/thumbs/1.png", false)]
    [InlineData("/thumbs", "thumbs/1.png", true)]
    [InlineData("2024/*.jpg", "2024/1.jpg", true)]
    [InlineData("2024/*.jpg", "2024/may/1.jpg", false)]
    [InlineData("2024/*.jpg", "x/2024/1.jpg", false)]
    [InlineData("2024/**/*.jpg", "2024/1.jpg", true)]
    [InlineData("2024/**/*.jpg", "2024/may/5/1.jpg", true)]
    [InlineData("**/may/**", "2024/may/5/1.jpg", true)]
    [InlineData("**", "any/thing", true)]
    [InlineData("a**b", "axxb", true)]
    [InlineData("?.png", "1.png", true)]
    [InlineData("?.png", "12.png", false)]
    [InlineData("[0-9].png", "x/7.png", true)]
    [InlineData("[!0-9].png", "x/7.png", false)]
    [InlineData("[!0-9].png", "x/a.png", true)]
    [InlineData("[]^].png", "].png", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("(1)+$.png", "x/(1)+$.png", true)]
    [InlineData("line\nbreak", "line\nbreak", true)]
    [InlineData("é.png", "e\u0301.png", false)]
    public void Fits_AsDocumented(string pattern, string key, bool expected) => Assert.Equal(expected, KeyPattern.Parse(pattern).Fits(key));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("[abc")]
    [InlineData("x[")]
    [InlineData("[z-a]")]
    public void Parse_ExplainsWhatIsNoPattern(string pattern)
    {
        FormatException exception = Assert.Throws<FormatException>(() => KeyPattern.Parse(pattern));

        Assert.Contains($"'{pattern}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TakesAnyTextOrExplains() => Gen.String[Gen.Char["[]!^-/*?.\\a(){}+$|\n"], 0, 12].Sample(
        pattern =>
        {
            try
            {
                // A text without signs of its own fits itself.
                bool isPlain = !pattern.AsSpan().ContainsAny("[]*?/");
                Assert.True(KeyPattern.Parse(pattern).Fits(pattern) || !isPlain);
            }
            catch (FormatException exception)
            {
                Assert.Contains("pattern", exception.Message, StringComparison.Ordinal);
            }
        },
        iter: 2000);
}
