using System.Text.Json;
using System.Text.RegularExpressions;
using ContinuousDeploy.Ledger;

namespace SampleBot;

/// <summary>Names of points that are the same in every run: ids and commits of a run are left out of them.</summary>
internal static partial class PointName
{
    /// <summary>A turn: which stream, what happened, and of a stage also the version and the phase it is in now.</summary>
    public static string Of(StreamWrite write)
    {
        var stream = write.Stream.Split('/', 3) is [var kind, _, var stage] ? $"{kind} {stage}" : write.Stream;
        return stream.StartsWith("stage", StringComparison.Ordinal)
            ? $"{stream}, {EventOf(write)}: {PhaseOf(write.State)}"
            : Plain($"{stream}, {string.Join(' ', write.Events)}");
    }

    public static string Plain(string text) => Id().Replace(text, "#");

    private static string EventOf(StreamWrite write)
    {
        if (write.Events is not [var written])
        {
            return "taken over";
        }

        using var happened = JsonDocument.Parse(written);
        return happened.RootElement.GetProperty("event").GetString()!;
    }

    private static string PhaseOf(string written)
    {
        using var state = JsonDocument.Parse(written);
        if (!state.RootElement.TryGetProperty("rollout", out var rollout))
        {
            return "no rollout yet";
        }

        var version = rollout.GetProperty("request").GetProperty("version").GetProperty("version").GetString();
        return $"{version} {rollout.GetProperty("phase").GetProperty("phase").GetString()}";
    }

    [GeneratedRegex(@"\b[0-9a-f]{7,40}\b|\b\d+\b")]
    private static partial Regex Id();
}
