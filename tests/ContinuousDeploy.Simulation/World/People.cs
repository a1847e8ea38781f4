using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.World;

/// <summary>Developers who merge, comment, and now and then get in the bot's way.</summary>
public sealed class People
{
    private static readonly string[] Logins = ["ada", "bob", "eve"];
    private static readonly TimeSpan Day = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RushHour = TimeSpan.FromMinutes(2);

    private readonly Planet world;
    private int versions;

    public People(Planet world)
    {
        this.world = world;
        world.Site.Roles["ada"] = RepositoryRole.Admin;
        world.Site.Roles["bob"] = RepositoryRole.Write;
        world.Site.Roles["eve"] = RepositoryRole.Read;
    }

    /// <summary>How long people are at work.</summary>
    public static TimeSpan Hours => Day;

    public void Begin()
    {
        for (var action = 0; action < world.Swarm.Actions; action++)
        {
            world.Scheduler.After(world.Dice.Within(world.Swarm.Rush ? RushHour : Day), process: null, Act);
        }
    }

    private void Act()
    {
        switch (world.Dice.Below(12))
        {
            case < 6:
                Release();
                break;
            case < 9:
                Comment(world.Dice.Falls(800) ? "/rollback" : "/rollback " + AnyStage());
                break;
            case 9:
                Comment("/resume " + AnyStage());
                break;
            case 10:
                Comment(world.Dice.Falls(500) ? "/status" : "Looks good to me.");
                break;
            default:
                Push();
                break;
        }
    }

    private void Release()
    {
        var git = world.Site.Git;
        var from = git.Tip;
        var changes = Enumerable.Range(0, 1 + world.Dice.Below(2)).Select(_ => AnyPin())
            .DistinctBy(change => change.Key).ToList();
        var head = git.Commit(from, GitHistory.With(git[from].Files, changes)).Sha;
        var pullRequest = world.Site.Open($"bump-{++versions}", world.Dice.Pick(Logins), from, head);
        world.Scheduler.After(world.Dice.Within(TimeSpan.FromMinutes(2)), process: null, () => Decide(pullRequest));
    }

    private void Decide(PullRequest pullRequest)
    {
        if (world.Dice.Falls(50))
        {
            world.Site.Close(pullRequest);
        }
        else
        {
            world.Site.Merge(pullRequest);
        }
    }

    private void Push()
    {
        world.Site.Git.Publish([AnyPin()]);
        world.Site.BranchMoved();
    }

    private void Comment(string body)
    {
        if (world.Site.PullRequests.Count == 0)
        {
            return;
        }

        var pullRequest = world.Dice.Pick(world.Site.PullRequests);
        var comment = new Comment(
            1_000 + world.Site.Comments.Count, pullRequest.Number, world.Dice.Pick(Logins), body, world.Scheduler.Now);
        world.Site.Comments.Add(comment.Id, comment);
        world.Webhooks.Tell(new RepositoryEvent.CommentWritten(
            SimulatedGitHub.Repository, pullRequest.Number, comment.Id, comment.Author, false, true, body));
        if (world.Dice.Falls(100))
        {
            world.Scheduler.After(
                world.Dice.Within(TimeSpan.FromSeconds(10)), process: null, () => comment.IsDeleted = true);
        }
    }

    private KeyValuePair<string, string?> AnyPin()
    {
        var nature = world.Dice.Falls(600) ? Nature.Good : (Nature)(1 + world.Dice.Below(3));
        var version = Releases.Version(1 + world.Dice.Below(20), nature);
        var environment = world.Dice.Pick(world.EnvironmentNames);
        var application = world.Dice.Pick(world.ApplicationNames);
        return new(
            Releases.PinPath(environment, application), Releases.Pin(environment, application, version));
    }

    private string AnyStage() =>
        $"{world.Dice.Pick(world.EnvironmentNames)}/{world.Dice.Pick(world.ApplicationNames)}";
}
