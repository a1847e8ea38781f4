using System.Diagnostics;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class GatewayProcessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_bot_takes_the_running_gateway_over()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var newBot = gateway.NewProcess(TimeProvider.System);

        Assert.Equal(gateway.Health.Process, (await newBot.EnsureAsync(Cancelled)).Process);
    }

    [Fact]
    public async Task A_gateway_that_died_is_started_again()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var first = gateway.Health.Process;
        await gateway.KillAsync();

        await gateway.EnsureAsync();

        Assert.NotEqual(first, gateway.Health.Process);
    }

    [Fact]
    public async Task A_process_id_that_was_given_anew_is_not_the_gateway()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The start time of a process is read from /proc.");
        await using var gateway = RunningGateway.NotStarted();
        var stranger = new ProcessStamp(Environment.ProcessId, Started: 1);
        await File.WriteAllTextAsync(gateway.FilePath(GatewayLayout.ProcessFile), stranger.ToString(), Cancelled);

        await gateway.EnsureAsync();

        Assert.NotEqual(Environment.ProcessId, gateway.Health.Process);
    }

    [Fact]
    public async Task A_gateway_that_hangs_is_named_and_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The start time of a process is read from /proc.");
        var time = new FakeTimeProvider();
        await using var gateway = await RunningGateway.StartAsync(time);
        gateway.Signal(PosixSignalNumber.Stop);

        var ensuring = gateway.EnsureAsync();
        while (!ensuring.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var unavailable = await Assert.ThrowsAsync<TrafficUnavailableException>(() => ensuring);
        Assert.Contains(
            $"Process {gateway.Health.Process} runs: end it to have it replaced.",
            unavailable.Message,
            StringComparison.Ordinal);
        gateway.Signal(PosixSignalNumber.Continue);
        var same = gateway.Health.Process;
        await gateway.EnsureAsync();
        Assert.Equal(same, gateway.Health.Process);
    }

    [Fact]
    public async Task The_gateway_lives_in_a_session_of_its_own_without_the_bots_environment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sessions are read from /proc.");
        Environment.SetEnvironmentVariable("SECRET_OF_THE_BOT", "secret");
        await using var gateway = await RunningGateway.StartAsync();
        Environment.SetEnvironmentVariable("SECRET_OF_THE_BOT", null);

        const int session = 6;
        Assert.Equal($"{gateway.Health.Process}", gateway.Stat(session));
        var environment = await File.ReadAllTextAsync($"/proc/{gateway.Health.Process}/environ", Cancelled);
        Assert.DoesNotContain("SECRET", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_lets_requests_end_takes_no_new_ones_and_exits_with_0()
    {
        await using var gateway = RunningGateway.NotStarted();
        await using var blue = await Instance.StartAsync("blue");
        using var program = Start("--folder", gateway.Options.Folder, "--listen", "http://127.0.0.1:0");
        await program.StandardOutput.ReadLineAsync(Cancelled);
        await gateway.EnsureAsync();
        await gateway.MoveAsync(blue);
        using var user = gateway.User();
        using var stream = new StreamReader(await user.GetStreamAsync("/stream", Cancelled));
        await stream.ReadLineAsync(Cancelled);

        gateway.Signal(PosixSignalNumber.Terminate);
        while (await gateway.Socket.HealthAsync(Cancelled) is not null)
        {
            Cancelled.ThrowIfCancellationRequested();
        }

        Assert.False(program.HasExited);
        blue.Finish();
        Assert.Equal("blue ends", await stream.ReadLineAsync(Cancelled));
        await program.WaitForExitAsync(Cancelled);
        Assert.Equal(0, program.ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => user.GetStringAsync("/", Cancelled));
        Assert.False(File.Exists(gateway.FilePath(GatewayLayout.ProcessFile)));
    }

    [Fact]
    public async Task A_folder_has_one_gateway()
    {
        await using var gateway = await RunningGateway.StartAsync();

        using var second = Start("--folder", gateway.Options.Folder, "--listen", "http://127.0.0.1:0");
        var started = await second.StandardOutput.ReadLineAsync(Cancelled);
        second.Kill();

        Assert.Null(started);
        var error = await second.StandardError.ReadToEndAsync(Cancelled);
        Assert.StartsWith($"Another gateway holds {gateway.Options.Folder}.", error, StringComparison.Ordinal);
        Assert.NotNull(await gateway.Socket.HealthAsync(Cancelled));
    }

    [Fact]
    public async Task A_taken_port_is_told_to_the_bot()
    {
        await using var gateway = RunningGateway.NotStarted();
        await using var other = await Instance.StartAsync("other");
        gateway.Options.Listen[0] = $"http://127.0.0.1:{other.Address.Port}";

        var refused = await Assert.ThrowsAsync<TrafficUnavailableException>(gateway.EnsureAsync);

        Assert.Contains($"127.0.0.1:{other.Address.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("address already in use", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--folder is missing.", "--listen", "http://127.0.0.1:0")]
    [InlineData("--listen is missing.", "--folder", ".")]
    [InlineData("'--listen' is not an option, or its value is missing.", "--folder", ".", "--listen")]
    [InlineData("'https://a.example' is not an address", "--folder", ".", "--listen", "https://a.example")]
    [InlineData("'http://a.example' names no IP address", "--folder", ".", "--listen", "http://a.example")]
    public async Task Wrong_usage_is_explained_and_exits_with_2(string reason, params string[] arguments)
    {
        using var program = Start(arguments);
        var error = await program.StandardError.ReadToEndAsync(Cancelled);
        await program.WaitForExitAsync(Cancelled);

        Assert.Equal(2, program.ExitCode);
        Assert.StartsWith(reason, error, StringComparison.Ordinal);
        Assert.Contains("Usage: ContinuousDeploy.Gateway --folder FOLDER", error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(RunningGateway.Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
