using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Files;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>What a change of one pin file does: to the version, to the hold, to anything else in it.</summary>
public sealed class PinChanges
{
    private static readonly string[] PinKeys = ["version", "digest", "hold"];

    private readonly StageName stage;
    private readonly ChangedPath file;
    private readonly YamlNode.Mapping? before;
    private readonly YamlNode.Mapping? after;
    private readonly Pin? from;
    private readonly Pin? to;

    private PinChanges(StageName stage, ChangedPath file)
    {
        (this.stage, this.file) = (stage, file);
        (before, after) = (ChangedPath.Keys(file.Before), ChangedPath.Keys(file.After));
        (from, to) = (Read(before), Read(after));
    }

    public static ImmutableArray<PlannedChange> Of(StageName stage, ChangedPath file)
    {
        var changes = new PinChanges(stage, file);
        return [.. changes.Version(), .. changes.Hold(), .. changes.Settings()];
    }

    private IEnumerable<PlannedChange> Version()
    {
        var kind = VersionChange.Of(from?.Version, to?.Version);
        if (kind == ChangeKind.Added && file.Before is not null)
        {
            // The base has a file that cannot be read: what was pinned is unknown, and this is not the first pin.
            kind = ChangeKind.Changed;
        }

        if (kind is { } known)
        {
            yield return new PlannedChange(
                stage.Application,
                stage.Environment,
                (to ?? from)!.At,
                known == ChangeKind.Digest ? "digest" : "version",
                from?.Version,
                to?.Version,
                known);
        }
    }

    private IEnumerable<PlannedChange> Hold()
    {
        if (to?.Hold is not null && to.Hold != from?.Hold)
        {
            yield return Unmoved(ChangeKind.Held, after!.Find("hold")!.Key.At, "hold");
        }

        if (to is { Hold: null } && from?.Hold is not null)
        {
            yield return Unmoved(ChangeKind.Resumed, to.At, "hold");
        }
    }

    private IEnumerable<PlannedChange> Settings() => before is null || after is null
        ? []
        : ChangedPath.Compare(before, after)
            .Where(changed => !PinKeys.Contains(changed.Key))
            .Select(changed => Unmoved(ChangeKind.Settings, changed.At, changed.Key));

    /// <summary>A change beside the version: it says which version it is about, and moves none.</summary>
    private PlannedChange Unmoved(ChangeKind kind, Position at, string path) =>
        new(stage.Application, stage.Environment, at, path, to?.Version, to?.Version, kind);

    private Pin? Read(YamlNode.Mapping? keys) =>
        keys is null ? null : PinFile.Read(file.Path, keys, new ProblemList()).Pin;
}
