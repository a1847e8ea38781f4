using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>One version of the storefront that can be pinned.</summary>
/// <param name="Behaviour">As the storefront reads it in <c>release.json</c>.</param>
/// <param name="Description">What a person sees when they choose it.</param>
public sealed record SampleVersion(string Version, string Behaviour, string Description)
{
    /// <summary>Every version there is an artifact of.</summary>
    public static ImmutableArray<SampleVersion> All { get; } =
    [
        new("1.4.0", "good", "works; live in production when the demo starts"),
        new("1.5.0", "good", "works; live in staging when the demo starts"),
        new("1.6.0", "broken-checkout", "bad: starts well, but checking out answers 500"),
        new("1.6.1", "good", "works: the repair of 1.6.0"),
        new("1.7.0", "never-ready", "bad: starts, and never becomes ready"),
        new("1.7.1", "dies-at-start", "bad: ends with exit code 3 at once"),
        new("1.7.2", "slow", "bad: every answer takes two seconds"),
        new("1.8.0", "ignores-sigterm", "works, but ignores the request to stop"),
        new("1.8.1", "good", "works"),
    ];
}
