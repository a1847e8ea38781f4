using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Bridge;

/// <summary>A plot, played in a simulated world.</summary>
public sealed class SimulatedPlay
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    /// <summary>How long all must have been quiet before the next act: whatever is told late is told by then.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    private readonly Planet world;
    private readonly Fleet fleet;
    private readonly Rest rest;
    private readonly List<(StageId Stage, string Version)> moves = [];
    private DateTimeOffset? restsSince;

    private SimulatedPlay(Plot plot, ulong seed, Swarm swarm, Flaw flaw)
    {
        world = new Planet(seed, flaw, note: null, swarm, plot.Files);
        fleet = new Fleet(world);
        rest = new Rest(world);
        world.Gateway.Moved = (stage, version) => moves.Add((stage, version));
        world.Webhooks.Deliver = fleet.Receive;
        world.Site.BranchMoved = () =>
            world.Webhooks.Tell(new RepositoryEvent.BranchMoved(SimulatedGitHub.Repository, "main"));
        world.Site.PullRequestChanged = pull =>
            world.Webhooks.Tell(new RepositoryEvent.PullRequestChanged(SimulatedGitHub.Repository, pull.Number));
        world.Site.Roles["owner"] = RepositoryRole.Admin;
        world.Site.Roles["writer"] = RepositoryRole.Write;
        world.Site.Roles["reader"] = RepositoryRole.Read;
    }

    /// <summary>A world in which nothing goes wrong.</summary>
    public static Swarm Faultless { get; } =
        Swarm.Draw(new Dice(0)).Calm() with { Processes = 1, ClockWrongBy = TimeSpan.Zero };

    /// <summary>
    /// What may go wrong in a seed's world without changing how a plot ends, for a bot that is one process. It never stops
    /// going wrong, so that of the webhooks only so many get lost: GitHub is asked again more and more seldom.
    /// </summary>
    public static Swarm BearableFaults(ulong seed)
    {
        var drawn = Swarm.Draw(new Dice(seed));
        return SlowHistory.Bearable(drawn) with { Processes = 1, LostWebhooks = drawn.LostWebhooks / 10 };
    }

    /// <summary>Plays a plot to its end.</summary>
    /// <returns>How it was at each rest, the first before anybody did anything.</returns>
    /// <exception cref="ViolationException">A rule was broken.</exception>
    public static ImmutableArray<ImmutableArray<string>> Play(
        Plot plot, ulong seed, Swarm swarm, Flaw flaw = Flaw.None) =>
        new SimulatedPlay(plot, seed, swarm, flaw).Play(plot);

    private ImmutableArray<ImmutableArray<string>> Play(Plot plot)
    {
        var rests = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var ending = new SimulatedEnding(world, moves);
        var acts = plot.Acts.Select<Act, Action>(act => () => Do(act)).Prepend(fleet.Start);
        var violation = new Run(world, Patience).PlayOneByOne(acts, WhyNotAtRest, () =>
        {
            rests.Add([.. ending.Lines()]);
            restsSince = null;
        });
        return violation is null ? rests.ToImmutable() : throw violation;
    }

    private string? WhyNotAtRest()
    {
        if (rest.WhyNot() is { } why)
        {
            restsSince = null;
            return why;
        }

        restsSince ??= world.Scheduler.Now;
        return world.Scheduler.Now - restsSince < Quiet ? "It rests since a moment ago." : null;
    }

    private void Do(Act act)
    {
        switch (act)
        {
            case Act.Open open:
                var from = world.Site.Git.Tip;
                var head = world.Site.Git.Commit(
                    from, GitHistory.With(world.Site.Git[from].Files, [Change(open.Environment, open.Version, open.Holds)]));
                world.Site.Open($"change-{world.Site.PullRequests.Count}", "writer", from, head.Sha);
                break;
            case Act.Merge merge when Find(merge.Newer) is { } pull:
                world.Site.Merge(pull);
                break;
            case Act.Close close when Find(close.Newer) is { IsOpen: true } pull:
                world.Site.Close(pull);
                break;
            case Act.Push push:
                world.Site.Git.Publish([Change(push.Environment, push.Version, Holds.Kept)]);
                world.Site.BranchMoved();
                break;
            case Act.Comment comment when Find(comment.Newer) is { } pull:
                Write(pull, comment);
                break;
        }
    }

    private void Write(PullRequest pull, Act.Comment act)
    {
        var comment = new Comment(
            1_000 + world.Site.Comments.Count, pull.Number, act.By, act.Body, world.Scheduler.Now);
        world.Site.Comments.Add(comment.Id, comment);
        world.Webhooks.Tell(new RepositoryEvent.CommentWritten(
            SimulatedGitHub.Repository, pull.Number, comment.Id, comment.Author, false, true, comment.Body));
    }

    private KeyValuePair<string, string?> Change(string environment, string version, Holds holds)
    {
        var path = PinEdit.PathIn(environment);
        return new(path, PinEdit.Apply(world.Site.Git[world.Site.Git.Tip].Files[path], version, holds));
    }

    private PullRequest? Find(int newer) =>
        newer < world.Site.PullRequests.Count ? world.Site.PullRequests[^(1 + newer)] : null;
}
