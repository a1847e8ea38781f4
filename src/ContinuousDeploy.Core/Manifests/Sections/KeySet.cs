using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>The keys a mapping may have.</summary>
/// <param name="Known">Keys that are read.</param>
/// <param name="NotSupportedYet">Keys of the design that this version does not act on. Passing over them in silence
/// would promise a safety that is not there.</param>
/// <param name="Elsewhere">Keys that belong in another file, and the next step for each.</param>
public sealed record KeySet(
    ImmutableArray<string> Known,
    ImmutableArray<string> NotSupportedYet,
    ImmutableDictionary<string, string> Elsewhere)
{
    public static KeySet Of(params ImmutableArray<string> known) =>
        new(known, [], ImmutableDictionary<string, string>.Empty);

    public KeySet Planned(params ImmutableArray<string> keys) => this with { NotSupportedYet = keys };

    public KeySet Misplaced(string key, string nextStep) => this with { Elsewhere = Elsewhere.Add(key, nextStep) };

    public KeySet And(KeySet other) => new(
        Known.AddRange(other.Known),
        NotSupportedYet.AddRange(other.NotSupportedYet),
        Elsewhere.AddRange(other.Elsewhere));
}
