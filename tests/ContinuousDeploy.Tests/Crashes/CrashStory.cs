using ContinuousDeploy.Core;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Tests.Scenarios;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>
/// One story, played against the real bot in a process that dies once and is started again, in real time. It goes on
/// when people would go on: when GitHub shows what they wait for.
/// </summary>
internal sealed class CrashStory : IAsyncDisposable
{
    private const string Secret = "the webhook secret of a bot that crashes";
    private const string Pin = "environments/production/storefront.yaml";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo folder;
    private readonly OutsideWorld outside;
    private readonly SandboxWithApp github;
    private readonly BotProcess bot;

    private CrashStory(OutsideWorld outside, SandboxWithApp github, BotProcess bot, DirectoryInfo folder)
    {
        this.outside = outside;
        this.github = github;
        this.bot = bot;
        this.folder = folder;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => github.Server.World;

    private Account Writer => World.FindAccount("writer")!;

    /// <summary>Plays a story to its end.</summary>
    /// <param name="killAt">Where the bot dies, as in <see cref="CrashEnd.Points"/>; null: it does not.</param>
    /// <param name="expected">The end to come to; null: the first that looks like one.</param>
    public static async Task<CrashEnd> PlayAsync(Story story, string? killAt, string? expected)
    {
        await using var played = await BeginAsync();
        played.outside.KillAt(killAt);
        await played.RunAsync(story);
        var points = played.outside.Points;
        if (expected is null)
        {
            // What was to be told later is told at a start.
            await played.bot.KillAsync(Cancellation);
            await played.UntilAsync("the bot is idle again", () => true);
        }
        else
        {
            await played.UntilAsync("the end is that of an undisturbed run", () => played.Picture() == expected, expected);
        }

        return new CrashEnd(played.Picture(), points, played.outside.HasKilled);
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await github.Server.DisposeAsync();
        await outside.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Begins with 1.4.1 live in both environments.</summary>
    private static async Task<CrashStory> BeginAsync()
    {
        var folder = Directory.CreateTempSubdirectory("crash");
        var outside = await OutsideWorld.StartAsync();
        outside.Target.Publish("1.4.1", Behaviour.Good);
        outside.Target.Publish("1.5.0", Behaviour.Good);
        outside.Target.Publish("1.5.1-broken", Behaviour.BrokenCheckout);
        var github = await SandboxWithApp.StartAsync(folder, TimeProvider.System, _ => { }, Secret, [], Cancellation);
        var configuration = await github.ConfigurationAsync(folder, Cancellation);
        var bot = new BotProcess(configuration, outside.Address);
        var app = await github.Server.Setup.SetWebhookAsync(
            github.App, new Uri(bot.Address, WebhookRegistration.Path), Secret, Cancellation);
        var story = new CrashStory(outside, github with { App = app }, bot, folder);
        await story.UntilAsync("1.4.1 is live", () => story.Concluded("", "deploy / all") == "success");
        return story;
    }

    private async Task RunAsync(Story story)
    {
        var version = story is Story.BadRelease ? "1.5.1-broken" : "1.5.0";
        await github.Server.People.PushAsync(
            github.Repository, Writer, "change", $"Pin {version}", [new(Pin, SampleEnvironments.Pin(version))], Cancellation);
        var pull = await github.Server.People.OpenPullRequestAsync(
            github.Repository, Writer, new NewPullRequest($"Pin {version}", "change", "main", "", false), Cancellation);
        await UntilAsync("the plan is told", () => Concluded(pull.HeadSha, "plan") == "success");
        await github.Server.People.MergeAsync(Pull(1)!, Writer, MergeRequest.Plain, Cancellation);
        if (story is not Story.BadRelease)
        {
            await UntilAsync("1.5.0 is live", () => Concluded(Pull(1)!.MergeCommit!, "deploy / all") == "success");
        }

        if (story is Story.Rollback)
        {
            await github.Server.People.CommentAsync(github.Repository, 1, Writer, "/rollback", Cancellation);
        }

        if (story is not Story.GoodRelease)
        {
            await UntilAsync("the revert is merged and told of", () =>
                Pull(2) is { MergedAt: not null, MergeCommit: { } commit } && Concluded(commit, "deploy / all") == "success");
        }
    }

    /// <summary>Starts the bot as often as it takes, until it is idle and something is so.</summary>
    private async Task UntilAsync(string what, Func<bool> isSo, string? expected = null)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await bot.IsIdleAsync(Cancellation) || !isSo())
        {
            bot.Revive();
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"It never comes so far that {what}.\n--- expected\n{expected}\n--- now\n{Picture()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private string Picture()
    {
        var given = outside.Traffic.Given.ToList();
        return $"""
            production: {VersionIn("production")}, staging: {VersionIn("staging")}
            started: {outside.Target.Started.Count}, of other names: {outside.Target.Started.Distinct().Count()}, up: {outside.Target.Up.Count()}
            given: {given.Where((instance, at) => at == 0 || given[at - 1] != instance).Count()}
            {GitHubPicture.Of(World, github.App.Bot)}
            """;
    }

    private string? VersionIn(string environment) =>
        outside.Traffic.InstanceOf(new StageName(environment, "storefront")) is { } instance
            ? outside.Target.VersionOf(instance)
            : null;

    /// <summary>The conclusion of a check on a commit, or on any where none is named.</summary>
    private string? Concluded(string commit, string check) => World.CheckRuns.All
        .LastOrDefault(run => run.Name == check && (commit == "" || run.HeadSha == commit))?.Conclusion;

    private PullRequest? Pull(int number) => World.FindPullRequest(github.Repository, number);
}

/// <param name="Picture">What is live, what happened at target and traffic, and all that is at GitHub.</param>
/// <param name="Points">The points where the bot could have died.</param>
internal sealed record CrashEnd(string Picture, IReadOnlyList<string> Points, bool Killed);
