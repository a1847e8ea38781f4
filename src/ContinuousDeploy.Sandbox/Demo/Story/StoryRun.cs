namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>Plays the scripted day against the real parts, with users at the shops all the while.</summary>
public static class StoryRun
{
    private const int AllObserved = 0;
    private const int NotObserved = 1;

    /// <returns>The exit code: 0 only if every step was observed and no user request failed.</returns>
    public static async Task<int> PlayAsync(
        DemoOptions options, TextWriter console, TimeProvider time, CancellationToken cancellationToken)
    {
        using var state = StateFolder.Open(options.Folder);
        await using var house = new House(state, Ports.Any(), time);
        await house.StartAsync(new Progress(console, time), cancellationToken);

        var timeline = new Timeline(console, time);
        await using var traffic = Traffic.Start(time, house.Production, house.Staging);
        var missing = await PlayAsync(house, traffic, timeline, time, cancellationToken);

        var result = Result(timeline, await traffic.StopAsync(), missing);
        Tell(console, result, traffic.Count, state);
        console.WriteLine(result.ToJson());
        state.Keep = !result.Passed;
        return result.Passed ? AllObserved : NotObserved;
    }

    /// <returns>What was not seen, or null.</returns>
    private static async Task<string?> PlayAsync(
        House house, Traffic traffic, Timeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        using var gitHub = house.Api();
        using var shops = new Shops(house.Production, house.Staging);
        var observer = new Observer(timeline, gitHub, house.Clone(), shops, traffic, time);
        try
        {
            await new ScriptedDay(house, observer, timeline).PlayAsync(cancellationToken);
            return null;
        }
        catch (Exception error) when (error is StepNotSeenException or DemoException)
        {
            return error.Message;
        }
    }

    private static StoryResult Result(Timeline timeline, TrafficCount count, string? missing) => new(
        "scripted day",
        missing is null && count.Failed == 0,
        timeline.Observed,
        missing,
        Math.Round(timeline.Elapsed.TotalSeconds, 1),
        count.Requests,
        count.Failed,
        count.Versions);

    private static void Tell(TextWriter console, StoryResult result, TrafficCount count, StateFolder state)
    {
        console.WriteLine($"\nUsers sent {result.Requests} requests all the while; {result.FailedRequests} failed.");
        foreach (var failure in count.Failures)
        {
            console.WriteLine($"  {failure}");
        }

        var reason = result.Missing ?? "user requests failed";
        console.WriteLine(result.Passed
            ? $"All {result.Observed} steps were observed."
            : $"Not as told: {reason}\nThe bot's log and all other state is in {state.Path}");
    }
}
