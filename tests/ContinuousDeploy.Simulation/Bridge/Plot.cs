using System.Collections.Immutable;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bridge;

/// <summary>A small story that can be played in every world: the repository at its beginning, and what people do.</summary>
/// <param name="Files">The environments repository that it begins with: two stages of one application.</param>
/// <param name="Acts">Each waits until all is at rest after the one before.</param>
public sealed record Plot(ImmutableSortedDictionary<string, string> Files, ImmutableArray<Act> Acts)
{
    public const string Application = "storefront";

    private const int Wishes = 6;

    private static readonly string[] Environments = ["staging", "production", "production", "production"];

    private static readonly Nature[] Natures =
        [Nature.Good, Nature.Good, Nature.Good, Nature.FailsItsChecks, Nature.NeverReady];

    /// <summary>The two stages, by name.</summary>
    public static ImmutableArray<string> Stages { get; } = [$"production/{Application}", $"staging/{Application}"];

    /// <summary>The version that both stages begin with.</summary>
    public static string First { get; } = Releases.Version(0, Nature.Good);

    /// <summary>Every version that a drawn plot may pin.</summary>
    public static IEnumerable<(string Version, Nature Nature)> Versions =>
        from number in Enumerable.Range(0, 4)
        from nature in new[] { Nature.Good, Nature.FailsItsChecks, Nature.NeverReady }
        select (Releases.Version(number, nature), nature);

    /// <summary>What people do in the story of a seed.</summary>
    public static ImmutableArray<Act> Draw(ulong seed)
    {
        var dice = new Dice(seed);
        // Before anybody has merged anything, there is nothing to talk about.
        return [.. Release(dice), .. Enumerable.Range(0, Wishes).SelectMany(_ => Wish(dice))];
    }

    private static Act[] Wish(Dice dice) => dice.Below(20) switch
    {
        < 7 => Release(dice),
        < 11 => [Comment(dice, "writer", dice.Pick<string>(["/rollback", "/rollback because it burns"]))],
        < 14 => [Comment(dice, "writer", dice.Pick<string>(["/resume", $"/resume {Stages[0]}"]))],
        14 => [Comment(dice, "reader", dice.Pick<string>(["/rollback", "/resume", "/help", "/status"]))],
        15 => [Comment(dice, "writer", dice.Pick<string>(["/status", "/help", "Looks good to me.", "/rolback"]))],
        16 => [new Act.Push(dice.Pick(Environments), AnyVersion(dice))],
        17 => [Open(dice, Holds.Kept), new Act.Close()],
        18 => [Open(dice, Holds.Lifted), new Act.Merge()],
        _ => [Open(dice, Holds.Added), new Act.Merge()],
    };

    private static Act[] Release(Dice dice) => [Open(dice, Holds.Kept), new Act.Merge()];

    private static Act.Open Open(Dice dice, Holds holds) => new(dice.Pick(Environments), AnyVersion(dice), holds);

    private static Act.Comment Comment(Dice dice, string by, string body) => new(dice.Falls(700) ? 0 : 1, by, body);

    private static string AnyVersion(Dice dice) => Releases.Version(1 + dice.Below(3), dice.Pick(Natures));
}
