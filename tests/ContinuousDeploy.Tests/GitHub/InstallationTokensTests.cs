using System.Buffers.Text;
using System.Text.Json;
using ContinuousDeploy.GitHub;
using Microsoft.AspNetCore.Http;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class InstallationTokensTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_asked_for_one_repository_with_the_rights_of_its_purpose()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));

        await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation);

        var request = Assert.Single(stub.Requests);
        Assert.Equal("/api/v3/app/installations/42/access_tokens", request.Target);
        Assert.Equal("""{"repository_ids":[1296269],"permissions":{"contents":"read"}}""", request.Body);
    }

    [Fact]
    public async Task A_token_is_used_for_fifty_minutes_and_then_replaced()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));

        var first = await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation);
        stub.Time.Advance(TimeSpan.FromMinutes(50) - TimeSpan.FromSeconds(1));
        var again = await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation);
        stub.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation);

        Assert.Equal(first, again);
        Assert.NotEqual(first, second);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task Many_who_need_the_same_token_ask_for_it_once()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            _ => stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation)));

        Assert.Single(all.Distinct());
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Repositories_and_purposes_have_tokens_of_their_own()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json(Answers.Comment));

        await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation);
        await stub.Repositories.GitTokenAsync(StubGitHub.Repository with { Id = 2 }, Cancellation);
        await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation);

        Assert.Equal(3, stub.Requests.Count(request => request.IsForToken));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_call_succeeds()
    {
        await using var stub = await StubGitHub.StartAsync(
            Answers.InTurn(Answers.Json("""{"message":"Bad credentials"}""", 401), Answers.Json(Answers.Comment)));

        var comment = await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation);

        Assert.Equal("octocat", comment?.Author);
        Assert.Equal(2, stub.Requests.Count(request => request.IsForToken));
        Assert.Equal(
            ["Bearer ghs_7_token-1", "Bearer ghs_7_token-2"],
            stub.Requests.Where(request => !request.IsForToken).Select(request => request.Authorization));
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_is_not_replaced_again()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("""{"message":"Bad credentials"}""", 401));

        var problem = await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));

        Assert.Equal(4, stub.Requests.Count);
        Assert.Contains("401", problem.Message, StringComparison.Ordinal);
        Assert.Contains("suspended", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_corrected_by_GitHubs()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));
        var github = stub.Time.GetUtcNow() + TimeSpan.FromMinutes(17);
        var give = Answers.Json("""{"token":"ghs_after-correction"}""", StatusCodes.Status201Created);
        var refuse = Answers.With(401, """{"message":"'Expiration time' claim is too far in the future"}""", headers =>
            headers.Date = github.ToString("R"));
        stub.RespondToTokenRequest = Answers.InTurn(refuse, give);

        Assert.Equal(
            "ghs_after-correction", await stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation));

        Assert.Equal(
            [stub.Time.GetUtcNow() + TimeSpan.FromMinutes(9), github + TimeSpan.FromMinutes(9)],
            stub.Requests.Select(request => ExpiryOf(request.Authorization)));
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(422, "There is at least one repository that does not exist or is not accessible to the parent.")]
    public async Task A_repository_out_of_the_installations_reach_is_not_found(int status, string words)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));
        stub.RespondToTokenRequest = Answers.Json($$"""{"message":"{{words}}"}""", status);

        Assert.Null(await stub.Repositories.FindAsync(StubGitHub.Repository, Cancellation));
    }

    [Theory]
    [InlineData(403, "This installation has been suspended", "suspended")]
    [InlineData(422, "The permissions requested are not granted to this installation.", "contents: read")]
    public async Task Missing_rights_are_named_and_not_asked_for_again(int status, string words, string expected)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("{}"));
        stub.RespondToTokenRequest = Answers.Json($$"""{"message":"{{words}}"}""", status);

        var problem = await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.GitTokenAsync(StubGitHub.Repository, Cancellation));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(15), problem.RetryAfter);
        Assert.Single(stub.Requests);
    }

    private static DateTimeOffset ExpiryOf(string authorization)
    {
        var claims = Base64Url.DecodeFromChars(authorization.Split('.')[1]);
        return DateTimeOffset.FromUnixTimeSeconds(JsonDocument.Parse(claims).RootElement.GetProperty("exp").GetInt64());
    }
}
