namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Keeps one installation within GitHub's limits. What does not fit is refused here, with the time to come back, and
/// costs no call: waiting is the caller's, who can do something else meanwhile.
/// </summary>
public sealed class InstallationGate(TimeProvider time)
{
    private const int InFlight = 10;

    private readonly PriorityLane calls = new(InFlight);
    private readonly PriorityLane changes = new(1);
    private readonly InstallationLimits limits = new(time);

    /// <summary>Lets a call through in its turn: ten at a time, changes one after the other.</summary>
    /// <param name="change">Whether the call may create or change something; all of those count as content.</param>
    /// <exception cref="GitHubUnavailableException">A limit would be broken; it says when there is room.</exception>
    public async Task<IDisposable> EnterAsync(bool change, CallPriority priority, CancellationToken cancellationToken)
    {
        IDisposable? turn = null;
        IDisposable? place = null;
        try
        {
            turn = change ? await changes.EnterAsync(priority, cancellationToken) : null;
            place = await calls.EnterAsync(priority, cancellationToken);
            limits.Count(change, priority);
            return new Places(turn, place);
        }
        catch
        {
            place?.Dispose();
            turn?.Dispose();
            throw;
        }
    }

    /// <summary>Learns from an answer. Returns how long to stay away where it was refused because of a limit.</summary>
    public TimeSpan? Observe(RateAnswer answer, int status) => limits.Observe(answer, status);

    private sealed class Places(IDisposable? turn, IDisposable place) : IDisposable
    {
        public void Dispose()
        {
            place.Dispose();
            turn?.Dispose();
        }
    }
}
