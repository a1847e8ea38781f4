using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>Endings as they are compared.</summary>
internal static class Endings
{
    /// <summary>The lines in one order, without what differs from run to run.</summary>
    public static string Told(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(GitHubPicture.Plain).Order(StringComparer.Ordinal));
}
