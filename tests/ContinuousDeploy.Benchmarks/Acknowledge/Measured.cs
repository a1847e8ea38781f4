namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>One receiver's figures over all its turns.</summary>
public sealed class Measured(Load load, Func<TimeSpan> processorTime)
{
    private readonly List<LoadResult> turns = [];
    private TimeSpan processor;

    /// <summary>Everything that was accepted, warming included.</summary>
    public long Accepted { get; private set; }

    /// <summary>The median turn's rate.</summary>
    public double PerSecond => turns.Select(turn => turn.PerSecond).Order().ElementAt(turns.Count / 2);

    /// <summary>The median turn's percentile.</summary>
    public double PercentileMs(double percentile) =>
        turns.Select(turn => turn.PercentileMs(percentile)).Order().ElementAt(turns.Count / 2);

    /// <summary>What a delivery costs the receiver's process, in microseconds of one core.</summary>
    public double ProcessorMicroseconds => processor.TotalMicroseconds / turns.Sum(turn => turn.Count);

    public async Task WarmAsync(TimeSpan time, CancellationToken cancellationToken) =>
        Accepted += (await load.RunAsync(time, cancellationToken)).Count;

    public async Task MeasureAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var before = processorTime();
        var turn = await load.RunAsync(time, cancellationToken);
        processor += processorTime() - before;
        turns.Add(turn);
        Accepted += turn.Count;
    }
}
