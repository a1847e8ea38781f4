namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>GitHub's time, as its answers show it: a token signed by a wrong clock is refused.</summary>
public sealed class GitHubClock(TimeProvider time)
{
    // Answers name whole seconds and take a while to arrive: smaller differences are noise.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    private long skewTicks;

    /// <summary>The time now, as GitHub sees it.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref skewTicks));

    /// <summary>Learns from an answer's <c>Date</c> header.</summary>
    public void Observe(DateTimeOffset? date)
    {
        if (date is { } named)
        {
            var skew = named - time.GetUtcNow();
            Interlocked.Exchange(ref skewTicks, skew.Duration() > Noise ? skew.Ticks : 0);
        }
    }
}
