using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Pins;

/// <summary>Where a repository keeps pins that do not live in our own files.</summary>
/// <param name="Rules">Looked at in order; a value that several match belongs to the first.</param>
/// <param name="IsAutomatic">No rules are given: the common shapes are recognised by themselves.</param>
public sealed record PinMap(ImmutableArray<PinRule> Rules, bool IsAutomatic = false)
{
    /// <summary>The map of a repository that says nothing.</summary>
    public static PinMap Automatic { get; } = new([], true);
}

/// <summary>One kind of file and the place of the pins in it.</summary>
public sealed record PinRule(FilePattern Files, PathPattern Path);
