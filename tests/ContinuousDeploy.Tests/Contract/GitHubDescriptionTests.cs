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
    [InlineData("GET", "/repos/a/b/nonsense", "", "null", "{}", "no such operation")]
    [InlineData("GET", "/repos/a/b/pulls", "?stat=all", "null", "[]", "'stat', which is not described")]
    [InlineData("POST", "/repos/a/b/git/refs", "", """{"ref":"x"}""", "{}", "must have required property 'sha'")]
    [InlineData("PATCH", "/repos/a/b/check-runs/1", "", """{"state":"x"}""", "{}", "'state', which is not described")]
    [InlineData("GET", "/repos/a/b/pulls/1", "", "null", """{"id":"one"}""", "at '/id' must be integer")]
    public Task A_wrong_REST_call_is_found(
        string method, string path, string query, string request, string answer, string finding) =>
        FindsAsync("openapi", method, path, query, request, answer, finding);

    [Theory]
    [InlineData("{ viewer { nonsense } }", """{"data":{}}""", "Cannot query field")]
    [InlineData("{ viewer { login } }", """{"data":{"viewer":{"login":null}}}""", "Cannot return null")]
    public Task A_wrong_GraphQL_call_is_found(string query, string answer, string finding) =>
        FindsAsync("graphql", "POST", "/graphql", "", $$"""{"query":"{{query}}"}""", answer, finding);

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

    private static async Task FindsAsync(
        string judge, string method, string path, string query, string request, string answer, string finding)
    {
        Assert.SkipWhen(Judge.WhyMissing() is not null, Judge.WhyMissing() ?? "");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var status = method == "POST" && judge == "openapi" ? 201 : 200;
        await File.WriteAllTextAsync(
            file,
            $$"""{"method":"{{method}}","path":"{{path}}","query":"{{query}}","request":{{request}},"""
            + $$""" "status":{{status}},"response":{{answer}}}""",
            Cancellation);

        var (exitCode, findings) = await Judge.RunAsync(judge, file, Cancellation);
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.Contains(finding, findings, StringComparison.Ordinal);
    }
}
