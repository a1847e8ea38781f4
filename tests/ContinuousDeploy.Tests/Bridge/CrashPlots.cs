using System.Collections.Immutable;
using ContinuousDeploy.Simulation.Bridge;
using ContinuousDeploy.Tests.Crashes;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>The stories of the crash matrix as the simulated world plays them.</summary>
internal static class CrashPlots
{
    // In the simulated world a version's name says what it does.
    private static readonly (string Simulated, string Real)[] Versions = [("1.4.0", "1.4.1"), ("1.5.1", "1.5.1-broken")];

    private static readonly Act.Comment RollBack = new(0, "writer", "/rollback");
    private static readonly Act.Comment Resume = new(0, "writer", "/resume");

    /// <summary>How a story ends where nothing goes wrong.</summary>
    public static string EndOf(Story story)
    {
        var rests = SimulatedPlay.Play(new Plot(FilesOf(story), ActsOf(story)), 1, SimulatedPlay.Faultless);
        return Endings.Told(rests[^1].Select(line => Versions.Aggregate(
            line, (text, version) => text.Replace(version.Simulated, version.Real, StringComparison.Ordinal))));
    }

    private static ImmutableArray<Act> ActsOf(Story story) => story switch
    {
        Story.Rollback => [.. Release("1.5.0"), RollBack],
        Story.BadRelease => [.. Release("1.5.1")],
        Story.Resume => [.. Release("1.6.0"), Resume],
        _ => throw new ArgumentOutOfRangeException(nameof(story)),
    };

    private static Act[] Release(string version) => [new Act.Open("production", version), new Act.Merge()];

    private static ImmutableSortedDictionary<string, string> FilesOf(Story story) => SampleEnvironments.Files
        .Concat(CrashStory.Files(story).Select(file => KeyValuePair.Create(file.Path, file.Text!)))
        .GroupBy(file => file.Key, file => file.Value, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(
            file => file.Key, file => file.Last().Replace("1.4.1", "1.4.0", StringComparison.Ordinal), StringComparer.Ordinal);
}
