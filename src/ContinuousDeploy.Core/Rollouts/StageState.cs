using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>
/// Everything the bot knows and wants of one stage. Saved after every decision; nothing else has to be remembered.
/// </summary>
/// <param name="Live">What users get, or null before the first release.</param>
/// <param name="Before">What users got before <paramref name="Live"/>: where <c>/rollback</c> goes.</param>
/// <param name="Rollout">The newest rollout, going on or ended.</param>
/// <param name="Next">The newest pin, where it has to wait until the rollout before it has reached a safe point.</param>
/// <param name="Past">Rollouts before the newest one, newest first; kept for what GitHub shows of them.</param>
/// <param name="Pending">Effects that are wanted and not known to be done.</param>
/// <param name="Heard">
/// The order of the newest news from Git. Whoever tells the stage of commits can have been replaced meanwhile, and then
/// tells of an older commit after a newer one: news of a lower order changes nothing.
/// </param>
/// <param name="FenceFrom">What the fences of this stage's effects begin at: above every fence of a ledger before this
/// one.</param>
public sealed record StageState(
    StageId Id,
    Deployed? Live,
    Deployed? Before,
    Rollout? Rollout,
    PinRequest? Next,
    ImmutableArray<Rollout> Past,
    ImmutableArray<PendingEffect> Pending,
    long Heard = 0,
    long FenceFrom = 0)
{
    /// <summary>How many ended rollouts a stage remembers; older ones are in the ledger's events.</summary>
    public const int PastKept = 5;

    /// <summary>
    /// The id of the last wish to take a version back that was granted. Who asks again, because the answer got lost, is
    /// not refused for what has come of it since.
    /// </summary>
    public string? LastRollback { get; init; }

    public static StageState New(StageId id) => new(id, null, null, null, null, [], []);

    /// <summary>When the next effect may begin, or null where none waits for its time.</summary>
    public DateTimeOffset? NextDue => Pending.Min(effect => effect.NotBefore);
}

/// <summary>A pin of Git that wants to reach its stage.</summary>
/// <param name="Hold">The hold that stands beside the pin in Git, if any.</param>
/// <param name="Commit">The commit of the default branch that set it.</param>
/// <param name="PullRequest">The pull request that brought the commit, or null for a direct push.</param>
/// <param name="By">Who merged or pushed, as a login.</param>
/// <param name="Settings">The stage's settings at <paramref name="Commit"/>.</param>
/// <param name="At">Where the pin stands in the repository.</param>
/// <param name="Repository">The repository's <c>owner/name</c> when it was read.</param>
public sealed record PinRequest(
    PinnedVersion Version,
    Hold? Hold,
    CommitSha Commit,
    int? PullRequest,
    string By,
    [property: JsonConverter(typeof(SharedSettings))] StageSettings Settings,
    Position At,
    string Repository);

/// <summary>A version that is up at its target.</summary>
/// <param name="Instance">Its name there.</param>
/// <param name="Address">Where it listens.</param>
public sealed record Deployed(PinRequest Request, string Instance, Uri Address)
{
    public PinnedVersion Version => Request.Version;
}
