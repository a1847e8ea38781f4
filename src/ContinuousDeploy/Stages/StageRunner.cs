using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>
/// The loop of one stage: load, decide, save, carry out; the result is the next event. Turns exclude one another;
/// effects run beside them, so that a rollback never waits for a deployment. Knows nothing of grains.
/// </summary>
public sealed partial class StageRunner(
    StageId id,
    ILedger ledger,
    StageEffects effects,
    IStageListener listener,
    WorkInProgress work,
    TimeProvider time,
    ILogger<StageRunner> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LedgerPause = TimeSpan.FromSeconds(1);

    private readonly StageStream stream = new(id, ledger);
    private readonly Turns turns = new();
    private readonly Dictionary<string, RunningEffect> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private ITimer? alarm;

    /// <summary>Loads the stage and goes on with what it wanted.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var mine = await turns.TakeAsync(cancellationToken);
        await stream.TakeOverAsync(cancellationToken);
        CarryOut();
    }

    /// <summary>
    /// Goes on with what the ledger says is wanted, where this owner does not know of it: the answer to a save that was
    /// done can get lost, and another owner can have decided something and died.
    /// </summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task WakeAsync()
    {
        using var piece = work.Begin();
        using var mine = await turns.TakeAsync(stopping.Token);
        if (await stream.IsBehindAsync(stopping.Token))
        {
            await stream.TakeOverAsync(stopping.Token);
        }

        CarryOut();
    }

    /// <summary>One turn. Returns once it has been saved.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing was decided; the caller tries again.</exception>
    public async Task HandleAsync(StageEvent happened)
    {
        using var piece = work.Begin();
        bool changed;
        using (await turns.TakeAsync(stopping.Token))
        {
            changed = await DecideAsync(happened);
            CarryOut();
        }

        if (changed)
        {
            await listener.ChangedAsync(id, stream.State.Rollout?.Phase is null or Phase.Waiting or Phase.Ended);
        }
    }

    /// <summary>As <see cref="HandleAsync"/> for a rollback; answers why it cannot be done.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task<string?> RollBackAsync(RollbackRequest request)
    {
        await HandleAsync(new StageEvent.RollbackRequested(request));
        return Rollout.RefusalOf(stream.State, request);
    }

    /// <summary>Stops what is running without deciding anything: the ledger has all that is needed to go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        alarm?.Dispose();
        await Task.WhenAll(running.Values.Select(effect => effect.Ended).ToArray());
        stopping.Dispose();
    }

    /// <summary>Whether anything changed. A turn that another owner of the stage was faster with is decided anew.</summary>
    private async Task<bool> DecideAsync(StageEvent happened)
    {
        while (true)
        {
            var next = Rollout.Decide(stream.State, happened, time.GetUtcNow());
            if (ReferenceEquals(next, stream.State))
            {
                // Nothing is saved, so nothing would show that another owner has gone on meanwhile.
                if (!IsNews(happened) || !await stream.IsBehindAsync(stopping.Token))
                {
                    return false;
                }

                await stream.TakeOverAsync(stopping.Token);
            }
            else if (await stream.SaveAsync(next, happened, stopping.Token) is SaveOutcome.Saved)
            {
                LogDecided(id, happened.GetType().Name, next.Rollout?.Request.Version, next.Rollout?.Phase.GetType().Name);
                return true;
            }
        }
    }

    /// <summary>What is told to whoever owns the stage, and not the result of an effect of his own.</summary>
    private static bool IsNews(StageEvent happened) =>
        happened is StageEvent.PinChanged or StageEvent.PinRemoved or StageEvent.RollbackRequested;

    /// <summary>Cancels what is no longer wanted, starts what is wanted and due, sets the alarm for the rest.</summary>
    private void CarryOut()
    {
        var wanted = stream.State.Pending;
        var unwanted = running.Where(pair => wanted.All(effect => effect.Key != pair.Key)).Select(pair => pair.Value).ToList();
        unwanted.ForEach(effect => effect.Cancel());

        // An effect that takes another's place begins when that one has let go: a move back must not be overtaken.
        var cleared = Task.WhenAll(unwanted.Select(effect => effect.Ended));
        var now = time.GetUtcNow();
        foreach (var effect in wanted.Where(effect => !running.ContainsKey(effect.Key)))
        {
            if (effect.NotBefore is null || effect.NotBefore <= now)
            {
                var begun = new RunningEffect(stopping.Token);
                running.Add(effect.Key, begun);
                begun.Ended = RunAsync(effect, cleared, work.Begin(), begun.Token);
            }
        }

        var due = wanted.Where(effect => !running.ContainsKey(effect.Key)).Min(effect => effect.NotBefore);
        SetAlarm(due is null ? null : due > now ? due.Value - now : TimeSpan.Zero);
    }

    private async Task RunAsync(PendingEffect effect, Task cleared, IDisposable piece, CancellationToken unwanted)
    {
        using var ending = piece;
        // Effects never begin inside the turn that wants them: the turn ends first, whatever they do.
        await Task.Yield();
        await cleared;
        var result = await ResultOfAsync(effect, unwanted);
        using (await turns.TakeAsync(CancellationToken.None))
        {
            running.Remove(effect.Key, out var ended);
            ended?.Dispose();
            if (result is null && !stopping.IsCancellationRequested)
            {
                // It was not wanted any more, and by now it can be wanted again.
                CarryOut();
            }
        }

        if (result is not null && !stopping.IsCancellationRequested)
        {
            await ReportAsync(result);
        }
    }

    private async Task<StageEvent?> ResultOfAsync(PendingEffect effect, CancellationToken unwanted)
    {
        try
        {
            return await effects.RunAsync(stream.State, effect, () => stream.Fence, unwanted);
        }
        catch (OperationCanceledException) when (unwanted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // The one place where whatever went wrong outside, of any kind, becomes a value that is decided upon: a target
            // is other people's code, and its failure must end in a retry or a rollback, not in a stage that stands still.
            LogErrored(id, effect.Key, exception);
            return new StageEvent.EffectErrored(effect.Key, exception.Message);
        }
    }

    /// <summary>Without a ledger nothing can be decided: the effect stays wanted and is observed again later.</summary>
    private async Task ReportAsync(StageEvent result)
    {
        try
        {
            await HandleAsync(result);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The ledger still says that the effect is wanted; whoever starts next observes it.
        }
        catch (Exception exception)
        {
            // Of any kind: nobody waits for this call, and a stage must not stand still for a result that got lost.
            LogErrored(id, result.GetType().Name, exception);
            SetAlarm(LedgerPause);
        }
    }

    private void SetAlarm(TimeSpan? wait)
    {
        alarm?.Dispose();
        alarm = wait is null || stopping.IsCancellationRequested
            ? null
            : time.CreateTimer(_ => OnAlarm(), null, wait.Value, Timeout.InfiniteTimeSpan);
    }

    private async void OnAlarm()
    {
        using var piece = work.Begin();
        try
        {
            using var mine = await turns.TakeAsync(stopping.Token);
            CarryOut();
        }
        catch (Exception exception)
            when (stopping.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException)
        {
            // Whoever starts next sets its own alarm.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Stage}: {Happened}; {Version} is {Phase}")]
    private partial void LogDecided(StageId stage, string happened, object? version, string? phase);

    [LoggerMessage(LogLevel.Warning, "{Stage}: {Effect} failed")]
    private partial void LogErrored(StageId stage, string effect, Exception exception);
}
