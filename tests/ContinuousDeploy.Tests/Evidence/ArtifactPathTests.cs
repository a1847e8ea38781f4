using ContinuousDeploy.Evidence;

namespace ContinuousDeploy.Tests.Evidence;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("storefront/1.4.1.tar.gz")]
    [InlineData("a")]
    [InlineData("a/b_c/1.0.0-rc.1+build~5=@.tar.gz")]
    [InlineData(".hidden/..a/b..")]
    public void A_plain_relative_path_is_allowed(string path) => Assert.True(ArtifactPath.IsAllowed(path, out _));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("./a")]
    [InlineData("a/../b")]
    [InlineData("..")]
    [InlineData("a\\..\\b")]
    [InlineData("a b")]
    [InlineData("a?x=1")]
    [InlineData("a#b")]
    [InlineData("a%2e%2e/b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    [InlineData("C:/a")]
    [InlineData("https://example.com/a")]
    public void Any_other_path_is_refused_with_the_rule(string path)
    {
        Assert.False(ArtifactPath.IsAllowed(path, out var reason));
        Assert.StartsWith("An artifact's path ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_512_characters_is_refused() =>
        Assert.False(ArtifactPath.IsAllowed(new string('a', 513), out _));
}
