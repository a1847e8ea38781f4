using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>Pins that live in files of other tools.</summary>
public static class MappedPins
{
    /// <summary>Whether a map finds pins in files of this path.</summary>
    public static bool Covers(PinMap map, string path) => map.IsAutomatic
        ? PinFileKinds.Of(path) != PinFileKind.None
        : map.Rules.Any(rule => rule.Files.Match(path) is not null);

    /// <summary>What a change of one such file does.</summary>
    /// <param name="map">From the base commit: a change cannot say itself what it changes.</param>
    public static ImmutableArray<PlannedChange> Changes(ChangedPath file, PinMap map) =>
    [
        .. PinDifference.Between(file.Path, file.Before?.Text ?? "", file.After?.Text ?? "", map)
            .Select(move => VersionChange.Of(move.From, move.To) is { } kind ? Of(move, kind) : null)
            .OfType<PlannedChange>(),
    ];

    private static PlannedChange Of(PinMove move, ChangeKind kind) =>
        new(move.Application, move.Environment, move.At, move.Path, move.From, move.To, kind);
}
