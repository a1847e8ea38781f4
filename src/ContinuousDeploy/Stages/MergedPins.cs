using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Stages;

/// <summary>The pins that a commit moves, as a repository remembers them.</summary>
internal static class MergedPins
{
    public static ImmutableArray<MergedPin> Of(Plan plan) =>
    [
        .. plan.Changes
            .Where(change => change is { Environment: not null, Application: not null, To: not null } && Moves(change.Kind))
            .Select(change => new MergedPin(
                new StageName(change.Environment!, change.Application!), change.From, change.To!)),
    ];

    /// <summary>Of the first commit that is looked at: every pin in it is new.</summary>
    public static ImmutableArray<MergedPin> Of(Manifest manifest) =>
    [
        .. manifest.Stages.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
            .Select(pair => new MergedPin(pair.Key, null, pair.Value.Pin.Version)),
    ];

    private static bool Moves(ChangeKind kind) =>
        kind is not (ChangeKind.Settings or ChangeKind.Removed or ChangeKind.Held);
}
