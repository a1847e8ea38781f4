using System.Text;
using ContinuousDeploy.GitHub.Reporting;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class ByteLimitTests
{
    [Fact]
    public void Text_that_fits_exactly_stays() => Assert.Equal("åäö", ByteLimit.Cut("åäö", 6, "…"));

    [Theory]
    [InlineData(65_535, "a")]
    [InlineData(65_535, "å")]
    [InlineData(65_535, "日")]
    [InlineData(65_535, "😀")]
    [InlineData(140, "😀a")]
    public void Longer_text_is_cut_between_two_characters_with_the_mark_inside_the_limit(int bytes, string character)
    {
        var cut = ByteLimit.Cut(string.Concat(Enumerable.Repeat(character, bytes + 1)), bytes, " … cut");

        var length = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(cut);
        Assert.InRange(length, bytes - 3, bytes);
        Assert.EndsWith(" … cut", cut, StringComparison.Ordinal);
        Assert.All(cut.EnumerateRunes(), rune => Assert.NotEqual(Rune.ReplacementChar, rune));
    }
}
