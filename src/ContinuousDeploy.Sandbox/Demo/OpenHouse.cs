namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The demo for a person with a browser: everything runs until Ctrl+C.</summary>
public static class OpenHouse
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        DemoOptions options, TextWriter console, TimeProvider time, CancellationToken cancellationToken)
    {
        using var state = StateFolder.Open(options.Folder);
        console.WriteLine($"ContinuousDeploy on your own machine. State and logs: {state.Path}\n");
        var progress = new Progress(console, time);

        await using var house = new House(state, Ports.Usual(), time);
        await house.StartAsync(progress, cancellationToken);
        var (good, bad) = await progress.DuringAsync(
            "open two pull requests", () => ProposeAsync(house, cancellationToken));

        console.WriteLine(Welcome(house, good, bad));
        await UntilStoppedAsync(time, cancellationToken);
        await progress.DuringAsync("\n  end everything that was started", () => house.DisposeAsync().AsTask());
        return 0;
    }

    private static async Task<(int Good, int Bad)> ProposeAsync(House house, CancellationToken cancellationToken)
    {
        using var writer = house.Browser(SamplePeople.Writer);
        return (
            await writer.ProposeAsync("1.5.0", ["production"], cancellationToken),
            await writer.ProposeAsync("1.6.0", ["staging"], cancellationToken));
    }

    private static string Welcome(House house, int good, int bad) =>
        $"""

          Pull requests        {house.GitHub}{SampleRepository.FullName}/pulls
          The bot              {house.BotUrl}
          Shop in production   {house.Production}
          Shop in staging      {house.Staging}

        What to do next:
          1. Open pull request #{good}, read the plan, and merge it: production goes from 1.4.0 to 1.5.0.
          2. Merge #{bad}. Version 1.6.0 cannot take money: no user will see it, and the bot takes it out of Git.
          3. Comment /rollback under #{good}: as reader you are refused, as writer production goes back to 1.4.0.
          4. Propose a change of your own.

        Ctrl+C ends everything.
        """;

    private static async Task UntilStoppedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how it is meant to end.
        }
    }
}
