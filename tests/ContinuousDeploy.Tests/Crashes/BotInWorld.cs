using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Tests.Scenarios;
using ContinuousDeploy.Webhooks;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>The real bot in a process of its own, GitHub, target and traffic, in real time.</summary>
internal sealed class BotInWorld : IAsyncDisposable
{
    public const string Pin = "environments/production/storefront.yaml";

    private const string Secret = "the webhook secret of a bot that crashes";

    /// <summary>How often it is started without having been killed: at first, and at most once more in a test.</summary>
    private const int Unkilled = 2;

    /// <summary>For each of its lives.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private BotInWorld(OutsideWorld outside, SandboxWithApp gitHub, BotProcess bot, DirectoryInfo folder)
    {
        Outside = outside;
        GitHub = gitHub;
        Bot = bot;
        Folder = folder;
    }

    public OutsideWorld Outside { get; }

    public SandboxWithApp GitHub { get; }

    public BotProcess Bot { get; }

    /// <summary>Where everything lies; the bot's ledger has a folder of its own in it.</summary>
    public DirectoryInfo Folder { get; }

    public string Ledger => LedgerIn(Folder);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => GitHub.Server.World;

    private Account Writer => World.FindAccount("writer")!;

    /// <summary>Begins with nothing live; the bot is not started yet.</summary>
    /// <param name="change">Files that differ from the sample.</param>
    /// <param name="before">A program that is to start the bot, with its arguments, for the folder of the ledger.</param>
    /// <param name="settings">What the bot is told besides.</param>
    public static async Task<BotInWorld> BeginAsync(
        (string Path, string? Text)[] change,
        Func<string, string[]>? before = null,
        params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("crash");
        var outside = await OutsideWorld.StartAsync();
        outside.Target.Publish("1.4.1", Behaviour.Good);
        outside.Target.Publish("1.5.0", Behaviour.Good);
        outside.Target.Publish("1.6.0", Behaviour.Good);
        outside.Target.Publish("1.5.1-broken", Behaviour.BrokenCheckout);
        var gitHub = await SandboxWithApp.StartAsync(folder, TimeProvider.System, _ => { }, Secret, change, Cancellation);
        var configuration = await gitHub.ConfigurationAsync(folder, Cancellation);
        var ledger = LedgerIn(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
        configuration["Ledger:ConnectionString"] = $"Data Source={ledger}";
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        var bot = BotProcess.Sample(configuration, outside.Address, before?.Invoke(Path.GetDirectoryName(ledger)!) ?? []);
        var app = await gitHub.Server.Setup.SetWebhookAsync(
            gitHub.App, new Uri(bot.Address, WebhookRegistration.Path), Secret, Cancellation);
        return new BotInWorld(outside, gitHub with { App = app }, bot, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        await GitHub.Server.DisposeAsync();
        await Outside.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Opens a pull request that pins a version in production, and merges it once it has its plan.</summary>
    public async Task<int> MergeAsync(string version)
    {
        var git = new BareRepository(GitHub.Repository.Folder);
        var tip = (await git.BranchAsync("main", Cancellation))!;
        var entry = (await git.EntryAsync(tip, Pin, Cancellation))!;
        var text = Encoding.UTF8.GetString(await git.BlobAsync(entry.Sha, Cancellation))
            .Replace("version: 1.4.1", $"version: {version}", StringComparison.Ordinal);
        await GitHub.Server.People.PushAsync(
            GitHub.Repository, Writer, "change", $"Pin {version}", [new(Pin, text)], Cancellation);
        var pull = await GitHub.Server.People.OpenPullRequestAsync(
            GitHub.Repository, Writer, new NewPullRequest($"Pin {version}", "change", "main", "", false), Cancellation);
        await UntilAsync($"the plan of {version} is told", () => Concluded(pull.HeadSha, "plan") is not null);
        await GitHub.Server.People.MergeAsync(Pull(pull.Number)!, Writer, MergeRequest.Plain, Cancellation);
        return pull.Number;
    }

    /// <summary>A writer comments on a pull request.</summary>
    public async Task CommentAsync(int pullRequest, string body) =>
        await GitHub.Server.People.CommentAsync(GitHub.Repository, pullRequest, Writer, body, Cancellation);

    /// <summary>Whether users of production get a version.</summary>
    public bool IsLive(string version) => VersionIn("production") == version;

    /// <summary>Whether a pull request is merged, and the bot has told that all of it is live.</summary>
    public bool IsDone(int pullRequest) =>
        Pull(pullRequest) is { MergedAt: not null, MergeCommit: { } commit } && Concluded(commit, "deploy / all") == "success";

    /// <summary>Starts the bot as often as it takes, until it is idle and something is so.</summary>
    public async Task UntilAsync(string what, Func<bool> isSo, string? expected = null)
    {
        var (lives, since) = (Bot.Lives, TimeProvider.System.GetTimestamp());
        while (!await Bot.IsIdleAsync(Cancellation) || !isSo())
        {
            Bot.Revive();
            if (Bot.Lives != lives)
            {
                (lives, since) = (Bot.Lives, TimeProvider.System.GetTimestamp());
                TestContext.Current.TestOutputHelper?.WriteLine($"killed {Outside.Kills.Count} times, started {lives} times");
            }

            if (TimeProvider.System.GetElapsedTime(since) > Patience || lives > Outside.Kills.Count + Unkilled)
            {
                Assert.Fail(
                    $"It never comes so far that {what} (started {lives} times).\n--- expected\n{expected}\n--- now\n{Picture()}\n"
                    + $"--- wanted of GitHub\n{Proposals()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>What is live, what happened at target and traffic, and all that is at GitHub.</summary>
    public string Picture()
    {
        return $"""
            production: {VersionIn("production")}, staging: {VersionIn("staging")}
            up: {Outside.Target.Up.Count()}
            {string.Join('\n', Outside.Starts)}
            {string.Join('\n', Outside.Given)}
            {GitHubPicture.Of(World, GitHub.App.Bot)}
            """;
    }

    /// <summary>The bot's own pull requests as its ledger has them.</summary>
    private string Proposals()
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT state -> '$.proposals' FROM streams WHERE name LIKE 'repository/%'";
        return command.ExecuteScalar()?.ToString() ?? "nothing";
    }

    private string? VersionIn(string environment) =>
        Outside.Traffic.InstanceOf(new StageName(environment, "storefront")) is { } instance
            ? Outside.Target.VersionOf(instance)
            : null;

    /// <summary>The conclusion of a check on a commit, or on any where none is named.</summary>
    public string? Concluded(string commit, string check) => World.CheckRuns.All
        .LastOrDefault(run => run.Name == check && (commit == "" || run.HeadSha == commit))?.Conclusion;

    public PullRequest? Pull(int number) => World.FindPullRequest(GitHub.Repository, number);

    private static string LedgerIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "ledger", "ledger.db");
}
