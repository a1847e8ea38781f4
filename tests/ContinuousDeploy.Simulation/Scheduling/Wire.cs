namespace ContinuousDeploy.Simulation.Scheduling;

/// <summary>
/// The way between a process and one neighbour: requests and answers take time, are lost, and an effect may happen
/// though nobody learns of it, also after whoever asked has died.
/// </summary>
/// <param name="isWithin">The neighbour runs inside the process: what was asked of it dies and pauses with it, and is
/// taken back with the asking.</param>
public sealed class Wire(
    Scheduler scheduler, Dice dice, Process process, Func<WireFaults> faults, bool isWithin = false)
{
    /// <param name="effect">Happens at the neighbour at one moment.</param>
    /// <param name="failure">What the caller is told where request or answer is lost.</param>
    public async Task<T> CallAsync<T>(Func<T> effect, Func<Exception> failure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = faults();
        scheduler.After(dice.Within(now.Slowest), isWithin ? process : null, () =>
        {
            if (isWithin && cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (dice.Falls(now.Lost))
            {
                Deliver(now, () => answer.TrySetException(failure()));
                return;
            }

            var result = effect();
            var isLost = dice.Falls(now.Unanswered);
            Deliver(now, () => _ = isLost ? answer.TrySetException(failure()) : answer.TrySetResult(result));
        });
        using var giveUp = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        return await answer.Task;
    }

    private void Deliver(WireFaults now, Action answer) => scheduler.After(dice.Within(now.Slowest), process, answer);
}

/// <summary>What one kind of wire suffers.</summary>
/// <param name="Slowest">How long one way takes at most.</param>
/// <param name="Lost">How often, in a thousand, a request never arrives.</param>
/// <param name="Unanswered">How often, in a thousand, the effect happens and its answer never comes.</param>
public sealed record WireFaults(TimeSpan Slowest, int Lost, int Unanswered)
{
    public static WireFaults None { get; } = new(TimeSpan.FromMilliseconds(20), 0, 0);
}

/// <summary>A neighbour that has no words of its own for it does not answer.</summary>
public sealed class UnansweredException() : Exception("No answer came.");
