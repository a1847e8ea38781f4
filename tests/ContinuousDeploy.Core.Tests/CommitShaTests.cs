namespace ContinuousDeploy.Core.Tests;

public sealed class CommitShaTests
{
    [Theory]
    [InlineData("9fceb02d0ae598e95dc970b74767f19372d61af8", true)]
    [InlineData("9FCEB02D0AE598E95DC970B74767F19372D61AF8", false)]
    [InlineData("main", false)]
    [InlineData("", false)]
    public void A_commit_is_forty_lower_case_hexadecimal_digits(string text, bool accepted) =>
        Assert.Equal(accepted, CommitSha.TryParse(text, out _));
}
