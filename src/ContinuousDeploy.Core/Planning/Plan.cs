using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>What a commit changes compared with another: pins, holds and settings, and what is wrong with it.</summary>
public sealed record Plan(
    CommitSha Base, CommitSha Head, ImmutableArray<PlannedChange> Changes, ImmutableArray<Problem> Problems);

/// <summary>One change of a plan.</summary>
/// <param name="Application">Null where a mapped pin does not say which application it is for.</param>
/// <param name="Environment">Null where a mapped pin does not say which environment it is for, or where a settings
/// change touches every environment.</param>
/// <param name="At">Where the new value stands in the head commit (in the base commit for a removal).</param>
/// <param name="Path">The place inside the file, for example <c>version</c> or <c>images[0].newTag</c>; empty for the
/// whole file.</param>
/// <param name="From">The version at the base. Where no version moves (a hold, a setting of a stage) it is the same as
/// <paramref name="To"/>.</param>
public sealed record PlannedChange(
    string? Application,
    string? Environment,
    Position At,
    string Path,
    PinnedVersion? From,
    PinnedVersion? To,
    ChangeKind Kind);

/// <summary>What a <see cref="PlannedChange"/> does.</summary>
public enum ChangeKind
{
    /// <summary>A stage gets its first pin.</summary>
    Added,

    /// <summary>A stage's pin is gone: the bot stops managing it and leaves what is live as it is.</summary>
    Removed,

    /// <summary>A higher version by semantic versioning.</summary>
    Upgraded,

    /// <summary>A lower version by semantic versioning.</summary>
    Downgraded,

    /// <summary>Another version; which is higher cannot be said.</summary>
    Changed,

    /// <summary>The same version with another digest.</summary>
    Digest,

    /// <summary>A hold is written.</summary>
    Held,

    /// <summary>A hold is removed.</summary>
    Resumed,

    /// <summary>Something else in a file of the environments repository; deploys nothing by itself.</summary>
    Settings,
}
