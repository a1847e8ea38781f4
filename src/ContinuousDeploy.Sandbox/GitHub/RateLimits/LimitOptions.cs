namespace ContinuousDeploy.Sandbox.GitHub.RateLimits;

/// <summary>How much one installation may ask. The defaults are github.com's.</summary>
public sealed record LimitOptions
{
    /// <summary>Requests an hour, with a token.</summary>
    public int Primary { get; init; } = 5_000;

    /// <summary>Requests an hour, without one.</summary>
    public int Anonymous { get; init; } = 60;

    /// <summary>Requests at the same time.</summary>
    public int Concurrent { get; init; } = 100;

    /// <summary>Points a minute for REST; a read costs 1, a write 5.</summary>
    public int PointsAMinute { get; init; } = 900;

    /// <summary>Points a minute for GraphQL; a query costs 1, a mutation 5.</summary>
    public int GraphQlPointsAMinute { get; init; } = 2_000;

    /// <summary>Requests a minute that create content.</summary>
    public int ContentAMinute { get; init; } = 80;

    /// <summary>Requests an hour that create content.</summary>
    public int ContentAnHour { get; init; } = 500;

    /// <summary>The status of an answer that a secondary limit refuses: 403 or 429.</summary>
    public int SecondaryStatus { get; init; } = 403;
}
