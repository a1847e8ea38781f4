using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// Everything the files say about one stage, checked and with the overrides applied: the application's file, over it
/// the environment's <c>defaults</c>, over it the pin's file, key by key at the top level.
/// </summary>
public sealed record StageSettings(
    StageName Stage,
    ArtifactTemplate Artifact,
    RunSettings Run,
    Strategy Strategy,
    SmokeSuite? Smoke,
    WatchSettings? Watch,
    TargetReference Target,
    Uri Url,
    RollbackPolicy Rollback,
    bool Immutable,
    ImmutableArray<string> Owners,
    Roles Roles,
    ImmutableArray<Quarantine> Quarantine,
    string? Source)
{
    /// <summary>
    /// These settings, judged by the rules that held before the change that brings them: a change cannot loosen the
    /// verification, the watch or the roles that it has to pass itself.
    /// </summary>
    public StageSettings WithPolicyOf(StageSettings before) => this with
    {
        Smoke = before.Smoke,
        Watch = before.Watch,
        Rollback = before.Rollback,
        Roles = before.Roles,
    };
}

/// <summary>Where an application's versions are in the artifact store: a path with <c>{version}</c> in it.</summary>
public sealed record ArtifactTemplate(string Path)
{
    public string For(PinnedVersion version) => Path.Replace("{version}", version.Version, StringComparison.Ordinal);
}

/// <summary>How a version is started.</summary>
/// <param name="Command">The program and its arguments; never passed to a shell. A program that starts with <c>./</c>
/// is inside the artifact.</param>
/// <param name="Ready">The path that answers 2xx when the instance can serve, for example <c>/readyz</c>.</param>
/// <param name="Within">How long an instance may take to become ready.</param>
/// <param name="Secrets">Names of secrets that the bot's configuration holds; values are never in Git.</param>
public sealed record RunSettings(
    ImmutableArray<string> Command, string Ready, TimeSpan Within, ImmutableArray<string> Secrets);

/// <summary>How traffic goes from the live version to the new one.</summary>
public enum Strategy
{
    /// <summary>
    /// The new version is brought up dark, verified, and takes all traffic in one step; the old one stays warm.
    /// </summary>
    BlueGreen,
}

/// <summary>Short checks against the dark instance before it gets traffic.</summary>
public sealed record SmokeSuite(ImmutableArray<SmokeCheck> Checks);

/// <summary>One request and what must come back.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path and query, from <c>/</c>.</param>
/// <param name="Json">A JSON body to send, or null.</param>
/// <param name="At">Where the check stands, for annotations.</param>
public sealed record SmokeCheck(string Name, string Method, string Path, string? Json, Expectation Expect, Position At);

/// <summary>What a check expects of an answer; null parts are not looked at.</summary>
/// <param name="Status">The exact HTTP status.</param>
/// <param name="Within">The longest time from sending the request to the whole answer.</param>
/// <param name="Contains">A piece of text the body must hold.</param>
/// <param name="Json">JSON paths (<c>$.state</c>) and the scalar each must yield, as JSON text.</param>
public sealed record Expectation(
    int Status, TimeSpan? Within, string? Contains, ImmutableSortedDictionary<string, string> Json);

/// <summary>Watching a release after it has its traffic.</summary>
/// <param name="For">How long.</param>
/// <param name="Every">How often the instance is looked at.</param>
public sealed record WatchSettings(TimeSpan For, TimeSpan Every);

/// <summary>
/// Which target of the bot's own configuration runs a stage. Git names it and never holds its address or credentials.
/// </summary>
/// <param name="Kind">The adapter: <c>process</c>.</param>
/// <param name="Name">The target's name in the bot's configuration.</param>
public sealed record TargetReference(string Kind, string Name);

/// <summary>What happens to the revert pull request that a rollback opens.</summary>
public enum RollbackMerge
{
    /// <summary>The bot merges it.</summary>
    Automatic,

    /// <summary>A person reviews and merges it; traffic is back already.</summary>
    Review,
}

public sealed record RollbackPolicy(RollbackMerge Merge);

/// <summary>
/// Who may do what in an environment. An empty list means that repository write permission is enough. Entries are
/// <c>@login</c> or <c>@organisation/team</c>.
/// </summary>
public sealed record Roles(
    ImmutableArray<string> Promote, ImmutableArray<string> Rollback, ImmutableArray<string> Override);
