using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.RateLimits;

/// <summary>What has been asked since the start, and which limits it broke.</summary>
/// <param name="ContentCreating">Requests that create content (POST, PUT, PATCH and mutations).</param>
/// <param name="MostConcurrent">The most requests at the same time.</param>
public sealed record LimitReport(
    int Requests, int ContentCreating, int MostConcurrent, ImmutableArray<LimitBreach> Breaches);

/// <param name="Limit">Which limit: <c>primary</c>, <c>concurrent</c>, <c>points</c>, <c>content</c>.</param>
public sealed record LimitBreach(DateTimeOffset At, string Caller, string Limit);
