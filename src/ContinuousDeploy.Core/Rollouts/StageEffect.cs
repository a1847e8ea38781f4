using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>
/// Something to be done outside. Every effect can be repeated: whoever carries it out looks first whether it is done.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(Deploy), "deploy")]
[JsonDerivedType(typeof(Verify), "verify")]
[JsonDerivedType(typeof(Move), "move")]
[JsonDerivedType(typeof(Look), "look")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Revert), "revert")]
public abstract record StageEffect
{
    private StageEffect()
    {
    }

    /// <summary>What it does, as part of its key.</summary>
    [JsonIgnore]
    public abstract string Step { get; }

    /// <summary>Bring a version up dark, or find it up.</summary>
    public sealed record Deploy(PinRequest Request, string Instance) : StageEffect
    {
        public override string Step => $"deploy-{Instance}";
    }

    /// <summary>Run the smoke suite against a dark instance.</summary>
    public sealed record Verify(Deployed Candidate, SmokeSuite Suite) : StageEffect
    {
        public override string Step => "verify";
    }

    /// <summary>Give users an instance.</summary>
    public sealed record Move(Deployed To) : StageEffect
    {
        public override string Step => $"move-{To.Instance}";
    }

    /// <summary>See whether a released instance is still ready.</summary>
    /// <param name="Due">When the look was due; tells the looks of one watch apart.</param>
    public sealed record Look(Deployed Candidate, DateTimeOffset Due) : StageEffect
    {
        public override string Step => $"look-{Due.ToUnixTimeMilliseconds()}";
    }

    /// <summary>Stop an instance once its last request has ended.</summary>
    /// <param name="Repository">The repository's <c>owner/name</c> when the instance was started.</param>
    public sealed record Stop(string Repository, TargetReference Target, string Instance) : StageEffect
    {
        public override string Step => $"stop-{Instance}";
    }

    /// <summary>Ask for the pull request that sets the pin back and writes the hold and the quarantine.</summary>
    public sealed record Revert(RevertRequest Request) : StageEffect
    {
        public override string Step => "revert";
    }
}

/// <summary>What a revert pull request must say about one stage.</summary>
/// <param name="Bad">The version that is quarantined.</param>
/// <param name="Good">The version the pin goes back to, or null where there was none: the pin is removed.</param>
/// <param name="By">A login, or null where the bot decided.</param>
/// <param name="PullRequest">The pull request that brought the bad version, if one did.</param>
/// <param name="Commit">The commit that brought it.</param>
/// <param name="Merge">Who merges the revert.</param>
public sealed record RevertRequest(
    StageName Stage,
    PinnedVersion Bad,
    PinnedVersion? Good,
    string Reason,
    string? By,
    int? PullRequest,
    CommitSha Commit,
    RollbackMerge Merge);

/// <summary>An effect that is wanted, with the key that names it for ever: rollout, step, attempt.</summary>
/// <param name="Key"><c>rollout/step/attempt</c>; a result that names another key comes too late and is ignored.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="NotBefore">When it may begin, or null for at once.</param>
public sealed record PendingEffect(string Key, string Rollout, int Attempt, DateTimeOffset? NotBefore, StageEffect Effect)
{
    public static PendingEffect First(string rollout, StageEffect effect) => Numbered(rollout, effect, 1, null);

    /// <summary>What went wrong the last time, in the words of whoever refused; null at the first attempt.</summary>
    public string? Trouble { get; init; }

    public PendingEffect Again(DateTimeOffset now, string trouble) =>
        Numbered(Rollout, Effect, Attempt + 1, now + Backoff.After(Attempt)) with { Trouble = trouble };

    private static PendingEffect Numbered(string rollout, StageEffect effect, int attempt, DateTimeOffset? notBefore) =>
        new($"{rollout}/{effect.Step}/{attempt}", rollout, attempt, notBefore, effect);
}
