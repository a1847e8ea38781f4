using System.Collections.Concurrent;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>Takes hints, writes them down, and does with each what a test says.</summary>
public sealed class RecordedEvents : IRepositoryEvents
{
    private readonly ConcurrentQueue<RepositoryEvent> taken = new();

    /// <summary>Runs before a hint is written down as taken; it may throw.</summary>
    public Func<RepositoryEvent, CancellationToken, Task> Handle { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The hints whose handling ended well, in the order it ended.</summary>
    public IReadOnlyList<RepositoryEvent> Taken => [.. taken];

    public async Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken)
    {
        await Handle(hint, cancellationToken);
        taken.Enqueue(hint);
    }
}
