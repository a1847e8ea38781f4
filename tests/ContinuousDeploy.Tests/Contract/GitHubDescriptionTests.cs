namespace ContinuousDeploy.Tests.Contract;

public sealed class GitHubDescriptionTests(RecordedExchanges exchanges) : IClassFixture<RecordedExchanges>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openapi")]
    [InlineData("graphql")]
    public async Task Every_request_and_answer_is_as_GitHub_describes_it(string judge)
    {
        Assert.SkipWhen(Judge.WhyMissing() is not null, Judge.WhyMissing() ?? "");

        var (exitCode, findings) = await Judge.RunAsync(judge, exchanges.File, Cancellation);

        Assert.True(exitCode == 0, findings);
    }

    [Theory]
    [InlineData(
        "openapi",
        """{"method":"GET","path":"/repos/acme/environments/nonsense","query":"","request":null,"status":200,"response":{}}""",
        "no such operation")]
    [InlineData(
        "openapi",
        """{"method":"GET","path":"/repos/acme/environments/pulls","query":"?stat=all","request":null,"status":200,"response":[]}""",
        "'stat', which is not described")]
    [InlineData(
        "openapi",
        """{"method":"POST","path":"/repos/acme/environments/git/refs","query":"","request":{"ref":"refs/heads/x"},"status":201,"response":{}}""",
        "must have required property 'sha'")]
    [InlineData(
        "openapi",
        """{"method":"GET","path":"/repos/acme/environments/pulls/1","query":"","request":null,"status":200,"response":{"id":"one"}}""",
        "at '/id' must be integer")]
    [InlineData(
        "graphql",
        """{"method":"POST","path":"/graphql","query":"","request":{"query":"{ viewer { nonsense } }"},"status":200,"response":{"data":{}}}""",
        "Cannot query field")]
    [InlineData(
        "graphql",
        """{"method":"POST","path":"/graphql","query":"","request":{"query":"{ viewer { login } }"},"status":200,"response":{"data":{"viewer":{"login":null}}}}""",
        "Cannot return null")]
    public async Task A_judge_finds_what_is_wrong(string judge, string exchange, string finding)
    {
        Assert.SkipWhen(Judge.WhyMissing() is not null, Judge.WhyMissing() ?? "");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, exchange, Cancellation);

        var (exitCode, findings) = await Judge.RunAsync(judge, file, Cancellation);
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.Contains(finding, findings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_with_nothing_to_judge_is_not_content()
    {
        Assert.SkipWhen(Judge.WhyMissing() is not null, Judge.WhyMissing() ?? "");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "", Cancellation);

        var (exitCode, _) = await Judge.RunAsync("openapi", file, Cancellation);
        File.Delete(file);

        Assert.Equal(2, exitCode);
    }
}
