using System.Globalization;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>What a look at the world showed: whether it is as the story says, and what was seen.</summary>
public readonly record struct Sighting(bool AsTold, string Seen)
{
    public static Sighting Yes(string seen) => new(true, seen);

    public static Sighting NotYet(string seen) => new(false, seen);

    public static Sighting Of(bool asTold, string seen) => new(asTold, seen);
}

/// <summary>How a step was observed.</summary>
public enum Through
{
    /// <summary>A request through the gateway, as users send it.</summary>
    Http,

    /// <summary>A fetch of the environments repository.</summary>
    Git,

    /// <summary>GitHub's REST API.</summary>
    GitHub,
}

/// <summary>A step did not happen within its time.</summary>
public sealed class StepNotSeenException(string step, string seen)
    : Exception($"{step}: not seen in time. Last seen: {seen}");

/// <summary>The day as it goes: every step with the time since the beginning and how it was observed.</summary>
public sealed class Timeline(TextWriter console, TimeProvider time)
{
    // GitHub counts every request: 300 a minute are well below what it allows a person.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly long start = time.GetTimestamp();

    /// <summary>Steps that were observed.</summary>
    public int Observed { get; private set; }

    public TimeSpan Elapsed => time.GetElapsedTime(start);

    public void Chapter(string title) => console.WriteLine($"\n{title}");

    /// <summary>Something somebody does; what comes of it is observed by steps.</summary>
    public void Act(string what) => Line("      ", what);

    /// <summary>Looks again and again until the world is as told.</summary>
    /// <exception cref="StepNotSeenException">It was not within the time.</exception>
    public async Task SeeAsync(
        Through through,
        string step,
        TimeSpan within,
        Func<CancellationToken, Task<Sighting>> look,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(within, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var last = "nothing yet";
        try
        {
            while (true)
            {
                var sighting = await look(both.Token);
                last = sighting.Seen;
                if (sighting.AsTold)
                {
                    Observed++;
                    Line($"{through,-6}", $"✓ {step} – {last}");
                    return;
                }

                await Task.Delay(Between, time, both.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Line($"{through,-6}", $"✗ {step} – not within {within.TotalSeconds:0} s; last seen: {last}");
            throw new StepNotSeenException(step, last);
        }
    }

    private void Line(string through, string text) => console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,6:0.0} s  {through}  {text}"));
}
