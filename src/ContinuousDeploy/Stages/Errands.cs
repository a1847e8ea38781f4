using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>
/// Work that is done one piece at a time, the most urgent first. A piece that is asked for again before it has begun is
/// done once; one that fails is done again later. Nothing is kept on disk: whoever starts anew looks at everything.
/// </summary>
public sealed partial class Errands(string owner, WorkInProgress work, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, Errand> waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ITimer> alarms = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;
    private long arrivals;

    /// <summary>Asks for a piece of work.</summary>
    /// <param name="key">Names it; asking again for the same key before it begins changes nothing.</param>
    /// <param name="urgency">Lower comes first.</param>
    public void Add(string key, int urgency, Func<CancellationToken, Task> run) => Add(new Errand(key, urgency, run, 1));

    /// <summary>Asks for a piece of work at a time; of several times for one key the last one asked for counts.</summary>
    public void AddAt(DateTimeOffset due, string key, int urgency, Func<CancellationToken, Task> run) =>
        Later(due - time.GetUtcNow(), new Errand(key, urgency, run, 1));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task last;
        lock (guard)
        {
            foreach (var alarm in alarms.Values)
            {
                alarm.Dispose();
            }

            last = loop;
        }

        await last;
        stopping.Dispose();
    }

    private void Add(Errand errand)
    {
        lock (guard)
        {
            if (stopping.IsCancellationRequested || !waiting.TryAdd(errand.Key, errand with { Arrival = arrivals++ }))
            {
                return;
            }

            if (loop.IsCompleted)
            {
                loop = RunAsync(work.Begin());
            }
        }
    }

    private async Task RunAsync(IDisposable piece)
    {
        using var ending = piece;
        await Task.Yield();
        while (Next() is { } errand)
        {
            await RunAsync(errand);
        }
    }

    /// <summary>The end of the loop and the decision that nothing waits are one step, so that no errand is left lying.</summary>
    private Errand? Next()
    {
        lock (guard)
        {
            var next = stopping.IsCancellationRequested
                ? null
                : waiting.Values.OrderBy(errand => errand.Urgency).ThenBy(errand => errand.Arrival).FirstOrDefault();
            if (next is null)
            {
                loop = Task.CompletedTask;
            }
            else
            {
                waiting.Remove(next.Key);
            }

            return next;
        }
    }

    private async Task RunAsync(Errand errand)
    {
        try
        {
            await errand.Run(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Shutting down: the next start looks at everything.
        }
        catch (Exception exception)
        {
            // The single place where a failed errand ends up, whatever failed: nobody waits for it who could be told.
            // It is not lost: it is logged and done again, more and more seldom.
            LogFailed(owner, errand.Key, errand.Attempt, exception);
            var pause = (exception as GitHubUnavailableException)?.RetryAfter ?? Backoff.After(errand.Attempt);
            Later(pause, errand with { Attempt = errand.Attempt + 1 });
        }
    }

    private void Later(TimeSpan pause, Errand errand)
    {
        lock (guard)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            alarms.Remove(errand.Key, out var earlier);
            earlier?.Dispose();
            alarms[errand.Key] = time.CreateTimer(
                _ => Add(errand), null, pause > TimeSpan.Zero ? pause : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Errand(string Key, int Urgency, Func<CancellationToken, Task> Run, int Attempt)
    {
        public long Arrival { get; init; }
    }

    [LoggerMessage(LogLevel.Warning, "{Owner}: {Errand} failed (attempt {Attempt}); it is tried again")]
    private partial void LogFailed(string owner, string errand, int attempt, Exception exception);
}
