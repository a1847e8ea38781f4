using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Git;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Git;

public sealed class UnreachableServerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up_at_the_deadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = new GitServer(new Uri($"http://{silent.LocalEndpoint}"));
        var time = new FakeTimeProvider();
        await using var mirror = new Mirror(folder["mirror"], server, FetchLimits.Default, time, Fetches.Shared);

        var fetch = mirror.FetchAsync(AddressOn(server), "secret", TestContext.Current.CancellationToken);
        using (await silent.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            time.Advance(FetchLimits.Default.Deadline);

            Assert.Equal(new FetchOutcome.Unreachable("The Git server did not finish within 120 s."), await fetch);
        }
    }

    [Fact]
    public async Task A_refused_connection_is_an_outcome()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = new GitServer(new Uri($"http://{silent.LocalEndpoint}"));
        silent.Dispose();
        await using var mirror = NewMirror(server);

        Assert.IsType<FetchOutcome.Unreachable>(
            await mirror.FetchAsync(AddressOn(server), null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(StatusCodes.Status200OK, "<html>hello</html>")]
    [InlineData(StatusCodes.Status200OK, "001e# service=git-upload-pack\n0000ffffgarbage")]
    [InlineData(StatusCodes.Status200OK, "")]
    [InlineData(StatusCodes.Status404NotFound, "")]
    [InlineData(StatusCodes.Status500InternalServerError, "\u001b[31msecret\u001b[0m")]
    public async Task An_answer_that_is_not_Gits_is_an_outcome(int status, string body)
    {
        await using var server = await GitHttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            return context.Response.WriteAsync(body);
        });
        await using var mirror = NewMirror(server.Server);

        var outcome = await mirror.FetchAsync(server.Address, "secret", TestContext.Current.CancellationToken);

        var reason = Assert.IsType<FetchOutcome.Unreachable>(outcome).Reason;
        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Fact]
    public async Task A_pack_that_breaks_off_leaves_the_mirror_as_it_was()
    {
        using var upstream = new TestRepository(folder["upstream"]);
        var first = upstream.Commit([("a.yaml", "one")]);
        upstream.Branch("main", first);
        await using var mirror = await FetchedMirrorAsync(upstream);
        upstream.Branch("main", upstream.Commit([("a.yaml", "two")], first));
        await using var breaking = await GitHttpServer.ServeAsync(upstream.Path, send: GitHttpServer.BreakOffAsync);
        await using var second = new Mirror(
            folder["mirror"], breaking.Server, FetchLimits.Default, TimeProvider.System, Fetches.Shared);

        var outcome = await second.FetchAsync(breaking.Address, null, TestContext.Current.CancellationToken);

        Assert.IsType<FetchOutcome.Unreachable>(outcome);
        using var reader = mirror.OpenReader();
        Assert.Equal(first, reader.History.Branch("main"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = new GitServer(new Uri($"http://{silent.LocalEndpoint}"));
        await using var mirror = NewMirror(server);
        using var caller = new CancellationTokenSource();

        var fetch = mirror.FetchAsync(AddressOn(server), null, caller.Token);
        using (await silent.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await caller.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        }
    }

    private async Task<Mirror> FetchedMirrorAsync(TestRepository upstream)
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        var mirror = NewMirror(server.Server);
        Assert.IsType<FetchOutcome.Fetched>(
            await mirror.FetchAsync(server.Address, null, TestContext.Current.CancellationToken));
        return mirror;
    }

    private Mirror NewMirror(GitServer server) =>
        new(folder["mirror"], server, FetchLimits.Default, TimeProvider.System, Fetches.Shared);

    private static GitAddress AddressOn(GitServer server) =>
        server.TryAccept($"{server.Origin}acme/environments", out var address, out var refusal)
            ? address
            : throw new InvalidOperationException(refusal);
}
