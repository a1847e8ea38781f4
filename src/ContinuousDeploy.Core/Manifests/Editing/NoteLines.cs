using System.Collections.Immutable;
using System.Globalization;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>Writes who held or quarantined something, since when and why.</summary>
internal static class NoteLines
{
    public static ImmutableArray<string> Of(string reason, string by, DateTimeOffset since) =>
    [
        $"reason: {ScalarText.Of(reason)}",
        $"by: {ScalarText.Of(by)}",
        $"since: {since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}",
    ];

    public static string InBraces(IEnumerable<string> lines) => $"{{ {string.Join(", ", lines)} }}";

    /// <summary>The moment as it is written: in UTC, to the second.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
