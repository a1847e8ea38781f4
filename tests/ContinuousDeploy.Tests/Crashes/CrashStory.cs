using ContinuousDeploy.Tests.Bridge;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>
/// A story, played against the real bot in a process that dies and is started again. It goes on when people would go on:
/// when GitHub shows what they wait for.
/// </summary>
internal static class CrashStory
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Plays a story to its end.</summary>
    /// <param name="killAt">Where the bot dies, of <see cref="CrashEnd.Points"/>.</param>
    /// <param name="expected">The end to come to; null: the first that looks like one.</param>
    public static async Task<CrashEnd> PlayAsync(Story story, IReadOnlySet<string> killAt, string? expected)
    {
        await using var world = await BotInWorld.BeginAsync(Files(story));
        world.Outside.KillAt(killAt);
        await world.UntilAsync("1.4.1 is live", () => world.Concluded("", "staging / deploy") == "success");
        await RunAsync(story, world);
        var points = world.Outside.Points;
        if (expected is null)
        {
            // What was to be told later is told at a start.
            await world.Bot.KillAsync(Cancellation);
            await world.UntilAsync("the bot is idle again", () => true);
        }
        else
        {
            await world.UntilAsync("the end is that of an undisturbed run", () => world.Picture() == expected, expected);
        }

        return new CrashEnd(world.Picture(), points, world.Outside.Kills)
        {
            Ending = Endings.Told(await new RealEnding(world).LinesAsync()),
            Passed = world.Outside.Points,
        };
    }

    /// <summary>Files that differ from the sample at the beginning.</summary>
    public static (string Path, string? Text)[] Files(Story story) => story is Story.Resume
        ? [(BotInWorld.Pin, SampleEnvironments.Pin("1.4.1") + "hold: { reason: holidays, by: owner, since: 2026-11-20T10:00:00Z }\n")]
        : [];

    private static async Task RunAsync(Story story, BotInWorld world)
    {
        switch (story)
        {
            case Story.Rollback:
                var good = await world.MergeAsync("1.5.0");
                await world.UntilAsync("1.5.0 is live", () => world.IsLive("1.5.0") && world.IsDone(good));
                await world.CommentAsync(good, "/rollback");
                await world.UntilAsync("the revert of 1.5.0 is merged", () => world.IsLive("1.4.1") && world.IsDone(good + 1));
                break;
            case Story.BadRelease:
                var bad = await world.MergeAsync("1.5.1-broken");
                await world.UntilAsync("the revert of 1.5.1-broken is merged", () => world.IsLive("1.4.1") && world.IsDone(bad + 1));
                break;
            case Story.Resume:
                var held = await world.MergeAsync("1.6.0");
                await world.UntilAsync("1.6.0 is held", () => world.Concluded(world.Pull(held)!.MergeCommit!, "production / deploy") == "action_required");
                await world.CommentAsync(held, "/resume");
                await world.UntilAsync("1.6.0 is live", () => world.IsLive("1.6.0") && world.IsDone(held + 1));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(story));
        }
    }
}

/// <param name="Picture">What is live, what happened at target and traffic, and all that is at GitHub.</param>
/// <param name="Points">The points where the bot could have died.</param>
/// <param name="Kills">Those at which it did.</param>
internal sealed record CrashEnd(string Picture, IReadOnlyList<string> Points, IReadOnlyList<string> Kills)
{
    private const string Before = "before ";
    private const string After = "after ";

    /// <summary>What the simulated world can tell, too.</summary>
    public required string Ending { get; init; }

    /// <summary>Every point that was passed, also again and again.</summary>
    public required IReadOnlyList<string> Passed { get; init; }

    /// <summary>
    /// Whether the point after a write was missed because the bot was already dying, at a point of another stage or of the
    /// repository, while that write went on: a write was begun that is neither one it was killed before nor one that ended.
    /// </summary>
    public bool DiedWithinTheWriteOf(string point)
    {
        if (!point.StartsWith(After, StringComparison.Ordinal))
        {
            return false;
        }

        var write = point[After.Length..point.LastIndexOf(',')] + ", number";
        int Count(IEnumerable<string> points, string side) =>
            points.Count(passed => passed.StartsWith(side + write, StringComparison.Ordinal));
        return Count(Passed, Before) - Count(Kills, Before) > Count(Passed, After);
    }
}
