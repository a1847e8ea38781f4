using System.Text;
using System.Text.RegularExpressions;
using ContinuousDeploy.Core;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Simulation.Bridge;
using ContinuousDeploy.Tests.Crashes;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>Reads the ending of a world with the real bot in it.</summary>
internal sealed partial class RealEnding(BotInWorld app)
{
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<string, string?>>> changes = new(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private World World => app.GitHub.Server.World;

    public async Task<IReadOnlyList<string>> LinesAsync() =>
        [.. Users(), .. await PullRequestsAsync(), .. Checks(), .. Comments()];

    private IEnumerable<string> Users()
    {
        foreach (var stage in Plot.Stages)
        {
            yield return Ending.Gets(stage, VersionIn(stage));
        }

        yield return Ending.Up(app.Outside.Target.Up.Count());
        foreach (var line in app.Outside.Given.Concat(app.Outside.Starts))
        {
            yield return line;
        }
    }

    private string? VersionIn(string stage)
    {
        var parts = stage.Split('/');
        return app.Outside.Traffic.InstanceOf(new StageName(parts[0], parts[1])) is { } instance
            ? app.Outside.Target.VersionOf(instance)
            : null;
    }

    private async Task<IEnumerable<string>> PullRequestsAsync()
    {
        var lines = new List<string>();
        foreach (var pull in World.PullRequests.All)
        {
            lines.Add(Ending.PullRequest(
                pull.Number,
                IsBot(pull.Author) ? "bot" : World.Accounts[pull.Author].Login,
                pull.Open,
                pull.MergedAt is not null,
                IsBot(pull.Author) ? $"{pull.Title} | {pull.Body}" : "",
                await ChangesAsync(pull.HeadSha)));
        }

        return lines;
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string?>>> ChangesAsync(string head)
    {
        if (changes.TryGetValue(head, out var known))
        {
            return known;
        }

        var git = new BareRepository(app.GitHub.Repository.Folder);
        var parent = (await git.CommitAsync(head, Cancellation)).Parents[0];
        var read = new List<KeyValuePair<string, string?>>();
        foreach (var change in await git.CompareAsync(parent, head, Cancellation))
        {
            var entry = await git.EntryAsync(head, change.Path, Cancellation);
            var text = entry is null ? null : await git.BlobAsync(entry.Sha, Cancellation);
            read.Add(new(change.Path, text is null ? null : Encoding.UTF8.GetString(text)));
        }

        return changes[head] = read;
    }

    private IEnumerable<string> Checks() => World.CheckRuns.All.Where(run => !IsPlanOfBot(run)).Select(Line);

    private string Line(CheckRun run) => Ending.Check(
        NameOf(run.HeadSha),
        run.Name,
        run.Conclusion,
        run.Output.Title,
        run.Output.Summary,
        run.Annotations.Select(note => $"{note.Path}:{note.StartLine} {note.Title}: {note.Message}"));

    private bool IsPlanOfBot(CheckRun run) =>
        run.Name == "plan" && World.PullRequests.All.Any(pull => pull.HeadSha == run.HeadSha && IsBot(pull.Author));

    private IEnumerable<string> Comments() => World.Comments.All.Select(comment => IsBot(comment.Author)
        ? Ending.Told(comment.Number, Mark().Replace(comment.Body, ""))
        : Ending.Comment(
            comment.Number,
            $"{World.Accounts[comment.Author].Login}: {comment.Body}",
            World.Reactions.All.Where(reaction => reaction.Comment == comment.Id).Select(reaction => reaction.Content)));

    private bool IsBot(long account) => account == app.GitHub.App.Bot;

    private string NameOf(string commit) =>
        World.PullRequests.All.FirstOrDefault(pull => pull.HeadSha == commit) is { } head ? Ending.HeadOf(head.Number)
        : World.PullRequests.All.FirstOrDefault(pull => pull.MergeCommit == commit) is { } merge ? Ending.MergeOf(merge.Number)
        : Ending.OtherCommit;

    [GeneratedRegex(@"^<!-- continuous-deploy: .+? -->\n")]
    private static partial Regex Mark();
}
