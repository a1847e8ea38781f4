using System.Net.Sockets;
using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Transport;
using Microsoft.AspNetCore.Http;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class TransportFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(451)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_refusal_that_is_not_about_the_thing_asked_for_is_GitHub_being_unavailable(int status)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("""{"message":"Bad luck"}""", status));

        var problem = await AskAsync(stub);

        Assert.Contains(status == 429 ? "rate limit" : $"answered {status}", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>.NET lets the socket's own exception out of the client where the other side resets a connection at once.</summary>
    [Fact]
    public async Task A_connection_that_breaks_as_it_is_made_is_GitHub_being_unavailable()
    {
        using var handler = new AnswerHandler(TimeProvider.System) { InnerHandler = new Breaking() };
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.github.com/app");

        var problem = await Assert.ThrowsAsync<GitHubUnavailableException>(() => client.SendAsync(request, Cancellation));

        Assert.Contains("could not be reached", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_404_is_an_answer()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("""{"message":"Not Found"}""", 404));

        Assert.Null(await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));
        Assert.Null(await stub.Repositories.FindPullRequestAsync(StubGitHub.Repository, 1, Cancellation));
        Assert.Equal(
            RepositoryRole.None,
            await stub.Repositories.PermissionOfAsync(StubGitHub.Repository, "mona", Cancellation));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(422)]
    public async Task Whatever_is_refused_the_rest_of_the_service_meets_no_exception_of_a_library(int status)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json("""{"message":"No"}""", status));
        var commit = new CommitSha(new string('1', 40));
        Func<IRepositories, Task>[] questions =
        [
            github => github.FindAsync(StubGitHub.Repository, Cancellation),
            github => github.ListAsync(Cancellation),
            github => github.FindPullRequestAsync(StubGitHub.Repository, 1, Cancellation),
            github => github.OpenPullRequestsAsync(StubGitHub.Repository, "main", Cancellation),
            github => github.PullRequestsOfAsync(StubGitHub.Repository, commit, Cancellation),
            github => github.PermissionOfAsync(StubGitHub.Repository, "octocat", Cancellation),
            github => github.IsTeamMemberAsync(StubGitHub.Repository, "acme/sre", "octocat", Cancellation),
            github => github.FindCommentAsync(StubGitHub.Repository, 1, Cancellation),
        ];
        foreach (var ask in questions)
        {
            var problem = await Record.ExceptionAsync(() => ask(stub.Repositories));
            Assert.True(problem is null or GitHubUnavailableException, problem?.ToString());
        }
    }

    [Fact]
    public async Task A_page_of_a_proxy_in_front_of_GitHub_is_not_taken_for_an_answer()
    {
        await using var stub = await StubGitHub.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html>Please log in</html>");
        });

        Assert.Contains("not JSON", (await AskAsync(stub)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_GitHub_being_unavailable()
    {
        await using var stub = await StubGitHub.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Contains("could not be reached", (await AskAsync(stub)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_GitHub_being_unavailable()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json(Answers.Comment));
        await stub.StopAsync();

        Assert.Contains("could not be reached", (await AskAsync(stub)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_or_does_not_end_is_waited_for_thirty_seconds(bool begun)
    {
        var arrived = new TaskCompletionSource();
        await using var stub = await StubGitHub.StartAsync(async context =>
        {
            if (begun)
            {
                await context.Response.StartAsync(context.RequestAborted);
            }

            arrived.SetResult();
            await Answers.NoneAsync(context);
        });

        var asking = AskAsync(stub);
        await arrived.Task.WaitAsync(Cancellation);
        stub.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("within 30 seconds", (await asking).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_that_GitHub_failed()
    {
        using var patience = new CancellationTokenSource();
        await using var stub = await StubGitHub.StartAsync(async context =>
        {
            await patience.CancelAsync();
            await Answers.NoneAsync(context);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, patience.Token));
    }

    [Fact]
    public async Task An_answer_of_more_than_ten_megabytes_is_not_read()
    {
        await using var stub = await StubGitHub.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            var part = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var sent = 0; sent < 1000 && !context.RequestAborted.IsCancellationRequested; sent++)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });

        // What was sent in all says nothing: a server may write on for a while after its client has gone.
        Assert.Contains("more than 10 MB", (await AskAsync(stub)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(422)]
    public async Task An_answer_nested_a_hundred_thousand_deep_does_no_harm(int status)
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        await using var stub = await StubGitHub.StartAsync(Answers.Json(deep, status));

        await Assert.ThrowsAnyAsync<Exception>(
            () => stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"id\":\"many\"}")]
    [InlineData("{\"id\":1,\"user\":7}")]
    [InlineData("{\"id\":1,\"user\":{\"login\":\"a\\u0000b\"}}")]
    [InlineData("{\"id\":1,\"user\":{\"login\":\"../../admin\"}}")]
    [InlineData("{\"id\":1,\"user\":{\"login\":\"\\ud800\"}}")]
    [InlineData("{\"id\":99999999999999999999999,\"user\":{\"login\":\"octocat\"}}")]
    [InlineData("{\"id\":1")]
    public async Task An_answer_of_another_shape_is_GitHub_being_unavailable(string body)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json(body));

        await AskAsync(stub);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed_and_gets_no_token()
    {
        await using var other = await StubGitHub.StartAsync(Answers.Json(Answers.Comment));
        await using var stub = await StubGitHub.StartAsync(context =>
        {
            context.Response.Redirect($"{other.Addresses.Rest}repos/octocat/hello-world/issues/comments/1");
            return Task.CompletedTask;
        });

        Assert.Contains("another host", (await AskAsync(stub)).Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_redirect_within_GitHub_is_followed_as_for_a_renamed_repository()
    {
        await using var stub = await StubGitHub.StartAsync(Answers.InTurn(
            Answers.With(301, "{}", headers => headers.Location = "/api/v3/repositories/1296269/issues/comments/1"),
            Answers.Json(Answers.Comment)));

        Assert.NotNull(await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));
        Assert.Equal("/api/v3/repositories/1296269/issues/comments/1", stub.Requests.Last().Target);
    }

    [Fact]
    public async Task Redirects_that_do_not_end_are_left()
    {
        await using var stub = await StubGitHub.StartAsync(
            Answers.With(307, "{}", headers => headers.Location = "/api/v3/again"));

        Assert.Contains("redirected 4 times", (await AskAsync(stub)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_next_page_at_another_host_is_not_fetched()
    {
        await using var other = await StubGitHub.StartAsync(Answers.Json("[]"));
        await using var stub = await StubGitHub.StartAsync(
            Answers.With(200, "[]", headers => headers.Link = $"<{other.Addresses.Rest}x?page=2>; rel=\"next\""));

        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.OpenPullRequestsAsync(StubGitHub.Repository, "main", Cancellation));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_list_without_end_is_read_for_thirty_pages()
    {
        var page = 1;
        await using var stub = await StubGitHub.StartAsync(context => NextPageAsync(context, ++page));

        Assert.Empty(await stub.Repositories.OpenPullRequestsAsync(StubGitHub.Repository, "main", Cancellation));
        Assert.Equal(30, stub.Requests.Count(request => !request.IsForToken));
    }

    [Fact]
    public async Task A_list_that_goes_in_circles_is_not_read()
    {
        await using var stub = await StubGitHub.StartAsync(context => NextPageAsync(context, 2));

        var problem = await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.OpenPullRequestsAsync(StubGitHub.Repository, "main", Cancellation));

        Assert.Contains("out of order", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_GitHub_says_is_shown_without_tokens_and_control_characters()
    {
        await using var stub = await StubGitHub.StartAsync(context => Answers.Json(
            $$"""{"message":"no \u001b[31m{{context.Request.Headers.Authorization}} ghp_abcdefgh12345678"}""",
            500)(context));

        var problem = await AskAsync(stub);

        Assert.DoesNotContain("token-1", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', problem.Message);
        Assert.Contains("[redacted]", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_still_holds_is_not_sent_again()
    {
        await using var stub = await StubGitHub.StartAsync(context =>
        {
            if (context.Request.Headers.IfNoneMatch == "\"one\"")
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            return Answers.With(200, Answers.Comment, headers => headers.ETag = "\"one\"")(context);
        });

        var first = await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation);
        var second = await stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation);
        await stub.Repositories.FindCommentAsync(StubGitHub.Repository with { Id = 2 }, 1, Cancellation);

        Assert.Equal(first, second);
        Assert.Equal(
            ["", "\"one\"", ""],
            stub.Requests.Where(request => !request.IsForToken).Select(request => request.IfNoneMatch));
    }

    private static Task NextPageAsync(HttpContext context, int page) => Answers.With(
        200,
        "[]",
        headers => headers.Link = $"<http://{context.Request.Host}/api/v3/x?page={page}>; rel=\"next\"")(context);

    private static Task<GitHubUnavailableException> AskAsync(StubGitHub stub) =>
        Assert.ThrowsAsync<GitHubUnavailableException>(
            () => stub.Repositories.FindCommentAsync(StubGitHub.Repository, 1, Cancellation));

    private sealed class Breaking : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
