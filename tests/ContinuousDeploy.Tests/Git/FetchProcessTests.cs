using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ContinuousDeploy.Core;
using ContinuousDeploy.Git;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Tests.Targets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Git;

/// <summary>A fetch has a process of its own, so that it can be ended whatever the server does.</summary>
public sealed class FetchProcessTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = FetchLimits.Default.Deadline;
    private readonly TemporaryFolder folder = new();
    private readonly FetchProcesses fetches = new();
    private readonly FakeTimeProvider time = new();
    private readonly TestRepository upstream;
    private readonly CommitSha first;

    public FetchProcessTests()
    {
        upstream = new TestRepository(folder["upstream"]);
        first = upstream.Commit([("a.yaml", "one")]);
        upstream.Branch("main", first);
    }

    public async ValueTask DisposeAsync()
    {
        await fetches.DisposeAsync();
        upstream.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Half_a_pack_and_then_nothing_is_killed_at_the_deadline_and_tidied_up_by_the_next_fetch()
    {
        await FetchedAsync();
        var second = Advance();
        await using (var hanging = await HangingAsync())
        {
            await using var mirror = NewMirror(hanging.Git);
            var fetch = mirror.FetchAsync(hanging.Git.Address, null, Cancellation);
            await hanging.Hangs.Task;
            var process = Process.GetProcessById(Assert.Single(fetches.Busy));
            await Eventually.TrueAsync(() => Task.FromResult(Leftovers().Any()));

            time.Advance(Deadline);

            Assert.Equal(new FetchOutcome.Unreachable("The Git server did not finish within 120 s."), await fetch);
            await process.WaitForExitAsync(Cancellation);
            Assert.Equal(first, HeadOf(mirror));
        }

        Assert.NotEmpty(Leftovers());
        await File.WriteAllTextAsync(Path.Combine(folder["mirror"], "config.lock"), "", Cancellation);
        Assert.Equal(second, await FetchedAsync());
        Assert.Empty(Leftovers());
        Assert.False(File.Exists(Path.Combine(folder["mirror"], "config.lock")));
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_of_a_fetch_leaves_the_mirror_and_the_next_fetch_works()
    {
        await FetchedAsync();
        var second = Advance();
        await using var hanging = await HangingAsync();
        await using var mirror = NewMirror(hanging.Git);
        var fetch = mirror.FetchAsync(hanging.Git.Address, null, Cancellation);
        await hanging.Hangs.Task;

        Process.GetProcessById(Assert.Single(fetches.Busy)).Kill();

        Assert.Equal(new FetchOutcome.Unreachable("The process for fetches ended before it answered."), await fetch);
        Assert.Equal(first, HeadOf(mirror));
        Assert.Equal(second, await FetchedAsync());
    }

    [Fact]
    public async Task A_repository_that_hangs_holds_up_no_other()
    {
        await using var hanging = await HangingAsync();
        await using var stuck = new Mirror(folder["other"], hanging.Git.Server, FetchLimits.Default, time, fetches);
        using var caller = new CancellationTokenSource();
        var fetch = stuck.FetchAsync(hanging.Git.Address, null, caller.Token);
        await hanging.Hangs.Task;

        Assert.Equal(first, await FetchedAsync());

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Fact]
    public async Task A_pack_with_wrong_bytes_is_not_taken_in()
    {
        await FetchedAsync();
        Advance();
        await using var corrupt = await GitHttpServer.ServeAsync(upstream.Path, send: (context, pack) =>
        {
            // In the first object: behind the pack come words for people, which nobody checks.
            pack[pack.AsSpan().IndexOf("PACK"u8) + 20] ^= 0x55;
            return GitHttpServer.SendAsync(context, pack);
        });
        await using var mirror = NewMirror(corrupt);

        Assert.IsType<FetchOutcome.Unreachable>(await mirror.FetchAsync(corrupt.Address, null, Cancellation));
        Assert.Equal(first, HeadOf(mirror));
    }

    [Fact]
    public async Task The_token_is_on_no_command_line_and_in_no_environment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows another process's command line and environment.");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var server = new GitServer(new Uri($"http://{silent.LocalEndpoint}"));
        Assert.True(server.TryAccept($"{server.Origin}acme/environments", out var address, out _));
        await using var mirror = new Mirror(folder["mirror"], server, FetchLimits.Default, time, fetches);
        var fetch = mirror.FetchAsync(address, "canary-token", Cancellation);
        using (await silent.AcceptSocketAsync(Cancellation))
        {
            var process = Assert.Single(fetches.Busy);
            var arguments = await File.ReadAllTextAsync($"/proc/{process}/cmdline", Cancellation);
            var environment = await File.ReadAllTextAsync($"/proc/{process}/environ", Cancellation);
            time.Advance(Deadline);
            await fetch;

            Assert.EndsWith($"\0{FetchProgram.Argument}\0", arguments, StringComparison.Ordinal);
            Assert.Contains("PATH=", environment, StringComparison.Ordinal);
            Assert.DoesNotContain("canary-token", arguments + environment, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_process_whose_bot_is_gone_ends_in_the_middle_of_its_fetch()
    {
        await using var hanging = await HangingAsync();
        var (program, arguments) = ThisProgram.With(FetchProgram.Argument);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true })!;
        var address = hanging.Git.Address;
        var order = new FetchOrder(
            hanging.Git.Server.Origin.AbsoluteUri, address.Owner, address.Name, null, folder["mirror"], 1000000, false, true);
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, FetchJson.Default.FetchOrder));
        await process.StandardInput.FlushAsync(Cancellation);
        await hanging.Hangs.Task;

        process.StandardInput.Close();

        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(1, process.ExitCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Mirror NewMirror(GitHttpServer server) =>
        new(folder["mirror"], server.Server, FetchLimits.Default, time, fetches);

    private async Task<CommitSha> FetchedAsync()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        Assert.IsType<FetchOutcome.Fetched>(await mirror.FetchAsync(server.Address, null, Cancellation));
        return HeadOf(mirror);
    }

    private static CommitSha HeadOf(Mirror mirror)
    {
        using var reader = mirror.OpenReader();
        return Assert.NotNull(reader.History.Branch("main"));
    }

    /// <summary>A commit that is large enough for half of its pack to begin a file.</summary>
    private CommitSha Advance()
    {
        var text = string.Concat(Enumerable.Range(0, 20000).Select(number => (number * 7919 % 65537).ToString("x", null)));
        var second = upstream.Commit([("a.yaml", text)], first);
        upstream.Branch("main", second);
        return second;
    }

    private IEnumerable<string> Leftovers() =>
        Directory.EnumerateFiles(Path.Combine(folder["mirror"], "objects"), "*_git2_*", SearchOption.AllDirectories);

    private async Task<HangingServer> HangingAsync()
    {
        var hangs = new TaskCompletionSource();
        return new HangingServer(
            await GitHttpServer.ServeAsync(upstream.Path, send: (context, pack) => HangAsync(context, pack, hangs)), hangs);
    }

    private static Task HangAsync(HttpContext context, byte[] pack, TaskCompletionSource hangs)
    {
        var hanging = GitHttpServer.HangAsync(context, pack);
        hangs.TrySetResult();
        return hanging;
    }

    private sealed record HangingServer(GitHttpServer Git, TaskCompletionSource Hangs) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Git.DisposeAsync();
    }
}
