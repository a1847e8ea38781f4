using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bridge;

/// <summary>Reads the ending of a simulated world.</summary>
internal sealed class SimulatedEnding(Planet world, IReadOnlyList<(StageId Stage, string Version)> moves)
{
    public IEnumerable<string> Lines() => [.. Users(), .. PullRequests(), .. Checks(), .. Comments()];

    private IEnumerable<string> Users()
    {
        foreach (var stage in Plot.Stages)
        {
            yield return Ending.Gets(stage, VersionIn(stage));
        }

        yield return Ending.Up(world.Machines.All.Count(instance => instance.IsUp));
        foreach (var stage in moves.GroupBy(move => move.Stage.Name.ToString()))
        {
            yield return Ending.Gave(stage.Key, Changes(stage.Select(move => move.Version)));
        }

        foreach (var started in world.Machines.All.GroupBy(instance => (instance.Version, Stage: instance.Stage.Name.ToString())))
        {
            yield return Ending.Started(
                started.Key.Version, started.Key.Stage, started.Sum(instance => instance.Starts));
        }
    }

    private string? VersionIn(string stage) => world.Gateway.Routes
        .Where(route => route.Key.Name.ToString() == stage)
        .Select(route => world.Machines.Find(route.Value.Instance)?.Version)
        .SingleOrDefault();

    private IEnumerable<string> PullRequests() => world.Site.PullRequests.Select(pull => Ending.PullRequest(
        pull.Number,
        pull.Author,
        pull.IsOpen,
        pull.MergeCommit is not null,
        pull.Proposed is { } proposed ? $"{proposed.Title} | {proposed.Body}" : "",
        ChangesOf(world.Site.Git[pull.Head])));

    private ImmutableSortedDictionary<string, string?> ChangesOf(GitCommit head) =>
        GitHistory.Changes(world.Site.Git[head.Parent!.Value].Files, head.Files);

    private IEnumerable<string> Checks() => world.Site.Checks.Values
        .Where(check => !IsPlanOfBot(check))
        .Select(check => Ending.Check(
            NameOf(check.Head),
            check.Name,
            check.Conclusion is { } known ? NameOf(known) : null,
            check.Title,
            check.Summary,
            check.Annotations.Select(note => $"{note.At.File}:{note.At.Line} {note.Title}: {note.Message}")));

    private bool IsPlanOfBot(CheckRunReport check) => check.Name == "plan"
        && world.Site.PullRequests.Any(pull => pull.Head == check.Head && pull.Proposed is not null);

    private IEnumerable<string> Comments()
    {
        foreach (var comment in world.Site.Comments.Values)
        {
            var reactions = world.Site.Reactions.Where(reaction => reaction.Comment == comment.Id);
            yield return Ending.Comment(
                comment.PullRequest, $"{comment.Author}: {comment.Body}", reactions.Select(reaction => NameOf(reaction.Reaction)));
        }

        foreach (var answer in world.Site.Answers.Values)
        {
            yield return Ending.Told(answer.PullRequest, answer.Body);
        }
    }

    private string NameOf(CommitSha commit) =>
        world.Site.PullRequests.FirstOrDefault(pull => pull.Head == commit) is { } head ? Ending.HeadOf(head.Number)
        : world.Site.PullRequests.FirstOrDefault(pull => pull.MergeCommit == commit) is { } merge ? Ending.MergeOf(merge.Number)
        : Ending.OtherCommit;

    private static string NameOf(CheckConclusion conclusion) => conclusion switch
    {
        CheckConclusion.Success => "success",
        CheckConclusion.Failure => "failure",
        CheckConclusion.Neutral => "neutral",
        CheckConclusion.ActionRequired => "action_required",
    };

    private static string NameOf(Reaction reaction) => reaction switch
    {
        Reaction.Eyes => "eyes",
        Reaction.Rocket => "rocket",
        Reaction.ThumbsDown => "-1",
        Reaction.Confused => "confused",
    };

    private static IEnumerable<string> Changes(IEnumerable<string> versions)
    {
        string? before = null;
        foreach (var version in versions.Where(version => version != before))
        {
            yield return before = version;
        }
    }
}
