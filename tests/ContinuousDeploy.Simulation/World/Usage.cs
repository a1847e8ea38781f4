namespace ContinuousDeploy.Simulation.World;

/// <summary>How much of something happened within the last stretch of a length.</summary>
public sealed class Usage(TimeSpan length)
{
    private readonly Queue<(DateTimeOffset At, int Weight)> taken = new();

    public int Sum { get; private set; }

    public void Add(int weight, DateTimeOffset now)
    {
        Forget(now);
        taken.Enqueue((now, weight));
        Sum += weight;
    }

    /// <summary>How long until a weight fits below a limit; zero where it does.</summary>
    public TimeSpan WaitFor(int weight, int limit, DateTimeOffset now)
    {
        Forget(now);
        var freed = 0;
        foreach (var (at, gone) in taken)
        {
            if (Sum - freed + weight <= limit)
            {
                return freed == 0 ? TimeSpan.Zero : at + length - now;
            }

            freed += gone;
        }

        return Sum + weight <= limit ? TimeSpan.Zero : length;
    }

    private void Forget(DateTimeOffset now)
    {
        while (taken.TryPeek(out var oldest) && oldest.At + length <= now)
        {
            Sum -= taken.Dequeue().Weight;
        }
    }
}
