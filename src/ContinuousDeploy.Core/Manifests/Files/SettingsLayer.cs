using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>
/// What one file says about how an application is deployed. Three of them lie over each other; the nearest that has a
/// key wins. A part that is null while <see cref="Keys"/> has its key was there and wrong.
/// </summary>
public sealed record SettingsLayer(
    ImmutableHashSet<string> Keys,
    string? Source,
    ArtifactTemplate? Artifact,
    RunSettings? Run,
    Strategy? Strategy,
    SmokeSuite? Smoke,
    WatchSettings? Watch,
    PlacedUrl? Url,
    ImmutableArray<string>? Owners)
{
    /// <summary>The keys an application's file shares with <c>defaults</c> and the pin's file.</summary>
    public static KeySet KeySet { get; } = KeySet
        .Of("source", "artifact", "run", "strategy", "verify", "monitor", "rollbackSafety", "url", "owners")
        .Planned("before", "after");

    public static SettingsLayer Empty { get; } = new([], null, null, null, null, null, null, null, null);

    public static SettingsLayer Read(Section section, ProblemList problems)
    {
        if (section.Find("rollbackSafety") is { } safety)
        {
            CheckRollbackSafety(safety, problems);
        }

        return new SettingsLayer(
            [.. section.Keys],
            section.Find("source") is { } source ? ArtifactSection.Source(source, problems) : null,
            section.Find("artifact") is { } artifact ? ArtifactSection.Read(artifact, problems) : null,
            section.Find("run") is { } run ? RunSection.Read(run, problems) : null,
            section.Find("strategy") is { } strategy ? StrategySection.Read(strategy, problems) : null,
            section.Find("verify") is { } verify ? SmokeSection.Read(verify, problems) : null,
            section.Find("monitor") is { } monitor ? MonitorSection.Read(monitor, problems) : null,
            section.Find("url") is { } url ? PlacedUrl.Read(url, problems) : null,
            section.Find("owners") is { } owners ? People.Read(owners, "owners", problems) : null);
    }

    private static void CheckRollbackSafety(YamlNode node, ProblemList problems)
    {
        switch (Value.Text(node, "rollbackSafety", problems))
        {
            case null or "safe":
                break;
            case "needs-step" or "forward-only":
                problems.Add(
                    node.At,
                    "not-supported-yet",
                    "Only rollbackSafety: safe is supported yet; the bot would roll this application back anyway.",
                    "Remove the key once every version can be rolled back, or do not manage the application yet.");
                break;
            case { } other:
                problems.Add(
                    node.At,
                    "invalid-value",
                    $"{Excerpt.Of(other)} is no rollback safety.",
                    "Write safe, or remove the key.");
                break;
        }
    }
}

/// <summary>An address and where it is written.</summary>
public sealed record PlacedUrl(Uri Url, Position At)
{
    public static PlacedUrl? Read(YamlNode node, ProblemList problems) =>
        Address.Url(node, "address", problems) is { } url ? new PlacedUrl(url, node.At) : null;
}
