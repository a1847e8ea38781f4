namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>
/// A day with a good release, a bad one, a rollback by a person and a bot that dies twice. Nothing here knows the bot:
/// people use the pages, and everything that should come of it is looked for from outside.
/// </summary>
public sealed class ScriptedDay(House house, Observer see, Timeline timeline)
{
    private const string Old = "1.4.0";
    private const string Good = "1.5.0";
    private const string Bad = "1.6.0";
    private const string Staging = "staging";
    private const string Production = "production";

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        using var writer = house.Browser(SamplePeople.Writer);
        using var reader = house.Browser(SamplePeople.Reader);

        timeline.Chapter("Morning: what Git says is live");
        await see.LiveAsync(Staging, Good, cancellationToken);
        await see.LiveAsync(Production, Old, cancellationToken);

        timeline.Chapter($"A good release: {Good} goes from staging to production, though the bot dies on the way");
        var good = await GoodReleaseAsync(writer, cancellationToken);

        timeline.Chapter($"A bad release: {Bad}, whose checkout is broken, is proposed for staging");
        await BadReleaseAsync(writer, cancellationToken);

        timeline.Chapter($"People take {Good} back in production: one may not, one may");
        await RollbackByHandAsync(writer, reader, good, cancellationToken);

        timeline.Chapter("The bot dies once more, and nothing changes");
        await RestartAsync(cancellationToken);
    }

    private async Task<int> GoodReleaseAsync(Browser writer, CancellationToken cancellationToken)
    {
        var pull = await ProposeAsync(writer, Good, Production, cancellationToken);
        var commit = await MergeAsync(writer, pull, cancellationToken);
        await see.CheckBegunAsync(commit, "production / deploy", cancellationToken);
        await KillAndStartAsync(cancellationToken);

        await see.CheckAsync(commit, "production / smoke", "success", cancellationToken);
        await see.CheckAsync(commit, "production / deploy", "success", cancellationToken);
        await see.CheckAsync(commit, "deploy / all", "success", cancellationToken);
        await see.LiveAsync(Production, Good, cancellationToken);
        await see.OneStickyCommentAsync(pull, Good, cancellationToken);
        return pull;
    }

    /// <summary>The version fails its smoke test in the dark, and the bot takes it out of Git.</summary>
    private async Task BadReleaseAsync(Browser writer, CancellationToken cancellationToken)
    {
        var pull = await ProposeAsync(writer, Bad, Staging, cancellationToken);
        var commit = await MergeAsync(writer, pull, cancellationToken);

        await see.CheckAsync(commit, "staging / smoke", "failure", cancellationToken);
        await see.CheckAsync(commit, "deploy / all", "failure", cancellationToken);
        await see.RevertMergedAsync(Staging, Bad, cancellationToken);
        await see.RolledBackInGitAsync(Staging, Bad, Good, cancellationToken);
        await see.LiveAsync(Staging, Good, cancellationToken);
        await see.NeverServedAsync(Bad, cancellationToken);
        await see.OneStickyCommentAsync(pull, Bad, cancellationToken);
    }

    private async Task RollbackByHandAsync(
        Browser writer, Browser reader, int pull, CancellationToken cancellationToken)
    {
        const string command = "/rollback production --reason \"customers complain\"";

        timeline.Act($"{reader.Login} comments {command}");
        await reader.CommentAsync(pull, command, cancellationToken);
        await see.ReactionAsync(pull, reader.Login, "confused", cancellationToken);
        await see.ReplyAsync(pull, reader.Login, cancellationToken);
        await see.LiveAsync(Production, Good, cancellationToken);

        timeline.Act($"{writer.Login} comments {command}");
        await writer.CommentAsync(pull, command, cancellationToken);
        await see.ReactionAsync(pull, writer.Login, "eyes", cancellationToken);
        await see.LiveAsync(Production, Old, cancellationToken);
        await see.ReactionAsync(pull, writer.Login, "rocket", cancellationToken);
        await see.RevertMergedAsync(Production, Good, cancellationToken);
        await see.RolledBackInGitAsync(Production, Good, Old, cancellationToken);
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        var before = await see.QuietAsync(cancellationToken);
        await KillAndStartAsync(cancellationToken);
        await see.UnchangedAsync(before, cancellationToken);
    }

    private async Task<int> ProposeAsync(
        Browser writer, string version, string environment, CancellationToken cancellationToken)
    {
        timeline.Act($"{writer.Login} proposes {version} for {environment}");
        var pull = await writer.ProposeAsync(version, [environment], cancellationToken);
        await see.PlanAsync(pull, cancellationToken);
        return pull;
    }

    private async Task<string> MergeAsync(Browser writer, int pull, CancellationToken cancellationToken)
    {
        timeline.Act($"{writer.Login} merges #{pull}");
        await writer.MergeAsync(await see.PullRequestAsync(pull, cancellationToken), cancellationToken);
        return (await see.PullRequestAsync(pull, cancellationToken)).MergeCommit!;
    }

    private async Task KillAndStartAsync(CancellationToken cancellationToken)
    {
        timeline.Act("the bot is killed (SIGKILL) and started again");
        await house.Bot.KillAsync();
        await house.Bot.StartAsync(cancellationToken);
    }
}
