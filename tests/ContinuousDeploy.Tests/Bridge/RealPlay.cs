using System.Text;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Simulation.Bridge;
using ContinuousDeploy.Tests.Crashes;
using ContinuousDeploy.Tests.Scenarios;
using Nature = ContinuousDeploy.Simulation.World.Nature;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>A plot, played against the real bot in a process of its own, with its real ledger and Git over HTTP.</summary>
internal sealed class RealPlay : IAsyncDisposable
{
    /// <summary>For what one act leads to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BotInWorld app;
    private readonly RealEnding ending;

    private RealPlay(BotInWorld app)
    {
        this.app = app;
        ending = new RealEnding(app);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private People People => app.GitHub.Server.People;

    private World World => app.GitHub.Server.World;

    private BareRepository Git => new(app.GitHub.Repository.Folder);

    /// <summary>Begins with nothing live; the bot is not started yet.</summary>
    public static async Task<RealPlay> BeginAsync(Plot plot)
    {
        var app = await BotInWorld.BeginAsync([.. plot.Files.Select(file => (file.Key, (string?)file.Value))]);
        foreach (var (version, nature) in Plot.Versions)
        {
            app.Outside.Target.Publish(version, nature switch
            {
                Nature.FailsItsChecks => Behaviour.BrokenCheckout,
                Nature.NeverReady => Behaviour.NeverReady,
                _ => Behaviour.Good,
            });
        }

        return new RealPlay(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Lets the bot work until all is as expected and it has nothing to do, or for as long as one is patient.</summary>
    /// <returns>How it is then.</returns>
    public async Task<string> RestAsync(string expected)
    {
        var since = TimeProvider.System.GetTimestamp();
        string? seen = null;
        while (seen != expected && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            app.Bot.Revive();
            seen = await IsIdleAsync() ? Endings.Told(await ending.LinesAsync()) : null;
            if (seen != expected)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
            }
        }

        return seen ?? "The bot does not stop being busy.";
    }

    private async Task<bool> IsIdleAsync()
    {
        try
        {
            return await app.Bot.IsIdleAsync(Cancellation);
        }
        catch (TaskCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            // It was busy for longer than the question may take.
            return false;
        }
    }

    /// <summary>The bot is killed while it has nothing to do.</summary>
    public Task KillAsync() => app.Bot.KillAsync(Cancellation);

    public async Task DoAsync(Act act)
    {
        switch (act)
        {
            case Act.Open open:
                await OpenAsync(open);
                break;
            case Act.Merge merge when Find(merge.Newer) is { } pull:
                await People.MergeAsync(pull, Person("writer"), MergeRequest.Plain, Cancellation);
                break;
            case Act.Close close when Find(close.Newer) is { Open: true } pull:
                await People.ClosePullRequestAsync(pull, Person("writer"), Cancellation);
                break;
            case Act.Push push:
                await PushAsync("main", push.Environment, push.Version, Holds.Kept);
                break;
            case Act.Comment comment when Find(comment.Newer) is { } pull:
                await People.CommentAsync(
                    app.GitHub.Repository, pull.Number, Person(comment.By), comment.Body, Cancellation);
                break;
        }
    }

    private async Task OpenAsync(Act.Open open)
    {
        var branch = $"change-{World.PullRequests.All.Count()}";
        await PushAsync(branch, open.Environment, open.Version, open.Holds);
        var asked = new NewPullRequest($"Pin {open.Version}", branch, "main", "", false);
        await People.OpenPullRequestAsync(app.GitHub.Repository, Person("writer"), asked, Cancellation);
    }

    private async Task PushAsync(string branch, string environment, string version, Holds holds)
    {
        var path = PinEdit.PathIn(environment);
        var tip = (await Git.BranchAsync("main", Cancellation))!;
        var entry = (await Git.EntryAsync(tip, path, Cancellation))!;
        var text = Encoding.UTF8.GetString(await Git.BlobAsync(entry.Sha, Cancellation));
        await People.PushAsync(
            app.GitHub.Repository,
            Person("writer"),
            branch,
            $"Pin {version}",
            [new(path, PinEdit.Apply(text, version, holds))],
            Cancellation);
    }

    private Account Person(string login) => World.FindAccount(login)!;

    private PullRequest? Find(int newer) =>
        World.PullRequests.All.OrderByDescending(pull => pull.Number).ElementAtOrDefault(newer);
}
