using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>
/// Reads <c>monitor</c>: how long a release is watched. Without metrics, it is watched for staying ready.
/// </summary>
public static class MonitorSection
{
    private static readonly KeySet Keys = KeySet.Of("for", "every").Planned("metrics");
    private static readonly TimeSpan DefaultEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static WatchSettings? Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "monitor", Keys, problems) is not { } section)
        {
            return null;
        }

        var duration = section.Require("for", "for: 10m") is { } length
            ? Value.Duration(length, "monitor.for", Second, TimeSpan.FromDays(7), problems)
            : null;
        var every = section.Find("every") is { } interval
            ? Value.Duration(interval, "monitor.every", Second, TimeSpan.FromHours(1), problems)
            : DefaultEvery;
        if (duration is null || every is null)
        {
            return null;
        }

        if (section.Find("every") is { } tooLong && every > duration)
        {
            problems.Add(
                tooLong.At,
                "invalid-duration",
                "monitor.every is longer than monitor.for, so nothing would be looked at.",
                "Make it shorter.");
        }

        return new WatchSettings(duration.Value, every.Value < duration.Value ? every.Value : duration.Value);
    }
}
