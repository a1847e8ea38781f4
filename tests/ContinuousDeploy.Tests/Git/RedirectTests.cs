using System.Collections.Concurrent;
using ContinuousDeploy.Git;
using Microsoft.AspNetCore.Http;

namespace ContinuousDeploy.Tests.Git;

/// <summary>A server that sends a fetch elsewhere must not make the bot hand its token to that place.</summary>
public sealed class RedirectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(StatusCodes.Status301MovedPermanently)]
    [InlineData(StatusCodes.Status302Found)]
    [InlineData(StatusCodes.Status307TemporaryRedirect)]
    public async Task Another_host_never_sees_the_token(int status)
    {
        var seen = new ConcurrentQueue<string>();
        await using var other = await GitHttpServer.StartAsync(context =>
        {
            seen.Enqueue(context.Request.Headers.Authorization.ToString());
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return Task.CompletedTask;
        });
        await using var server = await GitHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location =
                new Uri(other.Server.Origin, $"{context.Request.Path}{context.Request.QueryString}").AbsoluteUri;
            return Task.CompletedTask;
        });
        await using var mirror = new Mirror(
            folder["mirror"], server.Server, FetchLimits.Default, TimeProvider.System, Fetches.Shared);

        var outcome = await mirror.FetchAsync(server.Address, "secret", TestContext.Current.CancellationToken);

        Assert.NotEmpty(seen);
        Assert.All(seen, header => Assert.Equal("", header));
        Assert.Equal(
            new FetchOutcome.Refused(
                "acme/environments: The server sent the fetch to another host, which gets no token."),
            outcome);
    }

    [Theory]
    [InlineData("https://github.com/acme/environments.git", true)]
    [InlineData("https://github.com:443/acme/environments.git", true)]
    [InlineData("https://github.com:8443/acme/environments.git", false)]
    [InlineData("http://github.com/acme/environments.git", false)]
    [InlineData("https://github.com.example.net/acme/environments.git", false)]
    [InlineData("https://github.com@example.net/acme/environments.git", false)]
    [InlineData("https://user@github.com/acme/environments.git", false)]
    [InlineData("//github.com/acme", false)]
    [InlineData("ssh://github.com/acme/environments.git", false)]
    public void The_token_is_given_to_the_configured_scheme_host_and_port_alone(string url, bool owned) =>
        Assert.Equal(owned, new GitServer(new Uri("https://github.com")).Owns(url));
}
