using ContinuousDeploy.Core;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Counts the calls that have an effect at the target and in traffic, and loses the answer of one of them.</summary>
public sealed class AnswerLoss
{
    private readonly Lock gate = new();
    private readonly List<string> calls = [];
    private int lost = -1;

    /// <summary>Every call so far, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>Loses the answer of a call.</summary>
    /// <param name="call">How many calls come before it.</param>
    public void LoseAnswerOf(int call)
    {
        lock (gate)
        {
            lost = call;
        }
    }

    /// <summary>A call has taken effect; its answer is on the way.</summary>
    /// <exception cref="IOException">The answer gets lost.</exception>
    public void Answer(string call)
    {
        lock (gate)
        {
            calls.Add(call);
            if (calls.Count - 1 == lost)
            {
                throw new IOException($"The answer to '{call}' got lost.");
            }
        }
    }
}

/// <summary>A target whose answers can get lost.</summary>
public sealed class LosingTarget(ITarget inner, AnswerLoss answers) : ITarget
{
    public string Kind => inner.Kind;

    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        var outcome = await inner.EnsureAsync(request, cancellationToken);
        answers.Answer($"ensure {request.Version.Version}");
        return outcome;
    }

    public Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken) =>
        inner.ObserveAsync(target, instance, cancellationToken);

    public async Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        var outcome = await inner.StopAsync(request, cancellationToken);
        answers.Answer($"stop {request.Instance}");
        return outcome;
    }
}

/// <summary>Traffic whose answers can get lost.</summary>
public sealed class LosingTraffic(ITraffic traffic, AnswerLoss answers) : ITraffic
{
    public async Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken)
    {
        var outcome = await traffic.MoveAsync(move, cancellationToken);
        answers.Answer($"move {move.Stage} to {move.Instance}");
        return outcome;
    }

    public Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken) =>
        traffic.ObserveAsync(stage, cancellationToken);

    public Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken) =>
        traffic.InFlightAsync(stage, instance, cancellationToken);
}
