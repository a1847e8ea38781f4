using System.Text.RegularExpressions;

namespace ContinuousDeploy.Simulation.Bridge;

/// <summary>
/// What a person does once all is at rest. A pull request is meant by how many there are that are newer, so that the same
/// act can be done in every world; where there is none, nothing is done.
/// </summary>
public abstract record Act
{
    private Act()
    {
    }

    /// <summary>The writer opens a pull request from the tip of the default branch.</summary>
    public sealed record Open(string Environment, string Version, Holds Holds = Holds.Kept) : Act;

    /// <summary>The writer merges a pull request, where it can be merged.</summary>
    public sealed record Merge(int Newer = 0) : Act;

    /// <summary>The writer closes a pull request without merging it.</summary>
    public sealed record Close(int Newer = 0) : Act;

    /// <summary>The writer pushes to the default branch, without a pull request.</summary>
    public sealed record Push(string Environment, string Version) : Act;

    /// <summary>Somebody comments on a pull request.</summary>
    public sealed record Comment(int Newer, string By, string Body) : Act;
}

/// <summary>What a person does with the hold and the quarantine of a pin that he changes.</summary>
public enum Holds
{
    Kept,
    Lifted,
    Added,
}

/// <summary>A pin file as a person edits it.</summary>
public static partial class PinEdit
{
    private const string Hold = "hold: { reason: holidays, by: owner, since: 2026-11-20T10:00:00Z }\n";

    public static string PathIn(string environment) => $"environments/{environment}/{Plot.Application}.yaml";

    /// <param name="text">The file as it is.</param>
    public static string Apply(string text, string version, Holds holds) => holds switch
    {
        Holds.Kept => VersionLine().Replace(text, $"version: {version}", 1),
        Holds.Lifted => $"version: {version}\n",
        Holds.Added => $"version: {version}\n{Hold}",
        _ => throw new ArgumentOutOfRangeException(nameof(holds)),
    };

    [GeneratedRegex("^version: .*$", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
