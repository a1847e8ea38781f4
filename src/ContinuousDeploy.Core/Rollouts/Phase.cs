using System.Text.Json.Serialization;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>Where a rollout is. Each case holds what is true in it and nowhere else.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "phase")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Deploying), "deploying")]
[JsonDerivedType(typeof(Verifying), "verifying")]
[JsonDerivedType(typeof(Releasing), "releasing")]
[JsonDerivedType(typeof(Watching), "watching")]
[JsonDerivedType(typeof(Restoring), "restoring")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record Phase
{
    private Phase()
    {
    }

    /// <summary>A gate is closed. Nothing has been started.</summary>
    public sealed record Waiting(string Reason, string NextStep) : Phase;

    /// <summary>The version is being brought up where no user reaches it.</summary>
    public sealed record Deploying : Phase;

    /// <summary>The dark instance is being checked.</summary>
    public sealed record Verifying(Deployed Candidate) : Phase;

    /// <summary>Traffic is being moved to the instance; until that is known, users may get either version.</summary>
    public sealed record Releasing(Deployed Candidate) : Phase;

    /// <summary>Users get the new version; the old one is kept warm.</summary>
    /// <param name="Until">When the watch has lasted long enough.</param>
    /// <param name="Misses">How many looks in a row found it not ready.</param>
    public sealed record Watching(Deployed Candidate, DateTimeOffset Until, int Misses) : Phase;

    /// <summary>Users are being given the version from before the rollout again.</summary>
    /// <param name="Candidate">The instance they are taken from.</param>
    public sealed record Restoring(Restoration Because, Deployed Back, Deployed Candidate) : Phase;

    /// <summary>Final.</summary>
    public sealed record Ended(Outcome Outcome, string Reason, DateTimeOffset At) : Phase;
}

/// <summary>How a rollout ended.</summary>
public enum Outcome
{
    /// <summary>Users get the version.</summary>
    Succeeded,

    /// <summary>The version is bad; users get the one before.</summary>
    Failed,

    /// <summary>The bot, GitHub or the infrastructure failed: nothing is said of the version, and a person must look.</summary>
    Errored,

    /// <summary>A person took it back.</summary>
    Aborted,

    /// <summary>A newer pin came before it was done.</summary>
    Superseded,
}

/// <summary>Why traffic goes back, and what the rollout ends as once it is there.</summary>
/// <param name="By">A login, or null where the bot decided.</param>
public sealed record Restoration(Outcome Outcome, string Reason, string? By);
