using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// What a <see cref="SourceTree"/> says, checked. Every problem is collected: a stage that has one is in
/// <see cref="Problems"/> and not in <see cref="Stages"/>.
/// </summary>
public sealed record Manifest(
    ImmutableSortedDictionary<string, EnvironmentSettings> Environments,
    ImmutableDictionary<StageName, StageManifest> Stages,
    ImmutableArray<Problem> Problems);

/// <summary>One stage: its pin and its settings.</summary>
public sealed record StageManifest(Pin Pin, StageSettings Settings);

/// <summary>An environment's own file.</summary>
/// <param name="After">The environments before it in the promotion graph.</param>
public sealed record EnvironmentSettings(string Name, ImmutableArray<string> After, Uri? Url, RollbackPolicy Rollback);
