using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Stages;

/// <summary>
/// What people and Git want of one stage: pins, holds, rollbacks, and the reverts that the bot asks for, which are merged
/// after a while.
/// </summary>
public sealed class Desk(Ground world)
{
    private static readonly StageManifest Sample = Releases.Read(["production"], ["shop"]).Stages.Values.Single();

    private readonly StageSettings settings =
        world.Swarm.Applications > 1 ? Sample.Settings : Sample.Settings with { Watch = null };

    private readonly List<PinRequest?> pins = [];
    private readonly HashSet<CommitSha> reverted = [];
    private int comments;

    public static StageId Stage { get; } = new(SimulatedGitHub.Repository.Id, "production", "shop");

    /// <summary>What Git says now, or null where the pin was removed.</summary>
    public PinRequest? Tip => pins[^1];

    /// <summary>How many reverts wait to be merged.</summary>
    public int Waiting { get; private set; }

    /// <summary>Tells whoever owns the stage.</summary>
    public Action<StageEvent> Tell { get; set; } = _ => { };

    public Action<RollbackRequest> RollBack { get; set; } = _ => { };

    /// <summary>Whether the last revert is still a reason to wait.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>The first version, and people who act when they like.</summary>
    public void Begin(TimeSpan day)
    {
        Begin();
        for (var action = 0; action < 1 + (world.Swarm.Actions / 4); action++)
        {
            world.Scheduler.After(world.Dice.Within(day), process: null, Act);
        }
    }

    /// <summary>The first version, and nothing else by itself.</summary>
    public void Begin() => Publish(Releases.Version(0, Nature.Good));

    /// <summary>Somebody merges a pin.</summary>
    public void Pin(string version) => Publish(version);

    /// <summary>Somebody lifts the hold.</summary>
    public void Resume()
    {
        IsHeld = false;
        Publish(Tip?.Version.Version ?? AnyVersion());
    }

    /// <summary>Whether a version was ever pinned.</summary>
    public bool WasMerged(string version) => pins.Any(pin => pin?.Version.Version == version);

    /// <summary>The bot asks for a revert pull request; asking for the same one again makes no second.</summary>
    public void Revert(RevertRequest request)
    {
        if (!reverted.Add(request.Commit))
        {
            return;
        }

        Waiting++;
        world.Scheduler.After(world.Dice.Within(TimeSpan.FromSeconds(30)), process: null, () =>
        {
            Waiting--;
            // A newer pin that was merged meanwhile stays: the pull request conflicts and is closed.
            if (Tip?.Commit == request.Commit)
            {
                CheckRevert(request);
                IsHeld = true;
                Publish(request.Good?.Version);
            }
        });
    }

    /// <summary>Git is set to what users get, and to nothing else.</summary>
    private void CheckRevert(RevertRequest request)
    {
        var live = world.Stages.Known(Stage)?.Live?.Version.Version;
        if (request.Good?.Version != live)
        {
            throw new ViolationException("revert", $"Git is set to {request.Good}, and users get {live}.");
        }
    }

    private void Act()
    {
        switch (world.Dice.Below(11))
        {
            case < 6:
                Publish(AnyVersion());
                break;
            case < 9:
                AskForRollback();
                break;
            case 9:
                GoBack();
                break;
            default:
                Resume();
                break;
        }
    }

    /// <summary>Somebody sets the branch back to a commit that it was at before, and that was good, and accepts that.</summary>
    private void GoBack()
    {
        var earlier = world.Dice.Pick(pins);
        if (earlier is not null && !reverted.Contains(earlier.Commit))
        {
            IsHeld = earlier.Hold is not null;
            Publish(_ => earlier);
        }
    }

    private string AnyVersion() => Releases.Version(
        1 + world.Dice.Below(5), world.Dice.Falls(600) ? Nature.Good : (Nature)(1 + world.Dice.Below(3)));

    private void Publish(string? version) => Publish(commit => version is null ? null : Pin(version, commit));

    private void Publish(Func<CommitSha, PinRequest?> pin)
    {
        var order = pins.Count;
        var commit = GitHistory.Name(order + 1);
        pins.Add(pin(commit));
        world.Note(() => $"Git says {Tip?.Version.Version ?? "nothing"} at {Tip?.Commit}{(IsHeld ? ", held" : "")}");
        Tell(Tip is { } now ? new StageEvent.PinChanged(now, order) : new StageEvent.PinRemoved(commit, order));
        if (order > 0 && world.Dice.Falls(world.Swarm.LostWebhooks / 2))
        {
            // Somebody who was replaced meanwhile tells of the commit before.
            Tell(pins[order - 1] is { } old
                ? new StageEvent.PinChanged(old, order - 1)
                : new StageEvent.PinRemoved(GitHistory.Name(order), order - 1));
        }
    }

    private PinRequest Pin(string version, CommitSha commit) => new(
        new PinnedVersion(version, null),
        IsHeld ? new Hold("on hold", "ada", world.Scheduler.Now) : null,
        commit,
        pins.Count + 1,
        "ada",
        settings,
        Sample.Pin.At,
        SimulatedGitHub.Repository.ToString());

    /// <summary>Wishes that the newest version be taken back; null where Git has none.</summary>
    public RollbackRequest? RollbackOfTip() => Tip is { } tip
        ? new RollbackRequest($"comment-{++comments}", pins.Count, tip.Version, Earlier()?.Version, "ada", "it burns")
        : null;

    private void AskForRollback()
    {
        if (RollbackOfTip() is not { } request)
        {
            return;
        }

        // Now and then somebody is too late: a newer version has come.
        RollBack(Earlier() is { } earlier && world.Dice.Falls(200) ? request with { Bad = earlier.Version } : request);
    }

    private PinRequest? Earlier() => pins.LastOrDefault(pin => pin is not null && pin.Version != Tip?.Version);
}
