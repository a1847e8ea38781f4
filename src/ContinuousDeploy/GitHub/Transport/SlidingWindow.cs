namespace ContinuousDeploy.GitHub.Transport;

/// <summary>So much within any stretch of a given length. Not safe for several threads at once.</summary>
public sealed class SlidingWindow(int limit, TimeSpan length)
{
    private readonly Queue<(DateTimeOffset At, int Weight)> taken = new();
    private int sum;

    /// <summary>How long until a weight fits into the given share of the limit; zero where it does.</summary>
    /// <param name="share">In percent.</param>
    public TimeSpan WaitFor(int weight, int share, DateTimeOffset now)
    {
        while (taken.TryPeek(out var oldest) && oldest.At + length <= now)
        {
            sum -= taken.Dequeue().Weight;
        }

        var excess = sum + weight - (limit * share / 100);
        foreach (var (at, freed) in taken)
        {
            if (excess <= 0)
            {
                break;
            }

            excess -= freed;
            if (excess <= 0)
            {
                return at + length - now;
            }
        }

        return excess <= 0 ? TimeSpan.Zero : length;
    }

    public void Take(int weight, DateTimeOffset now)
    {
        taken.Enqueue((now, weight));
        sum += weight;
    }
}
