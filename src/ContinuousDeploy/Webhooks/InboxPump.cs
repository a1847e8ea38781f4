using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Works off the inbox: translates each delivery, hands its hints on, and notes in the ledger what came of it. A
/// delivery that was not completed before a stop or a crash is worked off again by the next run.
/// </summary>
public sealed partial class InboxPump : BackgroundService
{
    /// <summary>How often the inbox is read though no signal came: another node may have stored something.</summary>
    private static readonly TimeSpan BackStop = TimeSpan.FromSeconds(30);

    private const int PageSize = 256;

    private readonly IInbox inbox;
    private readonly InboxSignal signal;
    private readonly WebhookTranslation translation;
    private readonly HintAttempts attempts;
    private readonly TimeProvider time;
    private readonly ILogger<InboxPump> logger;
    private readonly RepositoryLanes lanes;
    private readonly CancellationTokenSource abort = new();
    private long position;

    public InboxPump(
        IInbox inbox,
        InboxSignal signal,
        WebhookTranslation translation,
        HintAttempts attempts,
        WorkInProgress work,
        TimeProvider time,
        ILogger<InboxPump> logger)
    {
        this.inbox = inbox;
        this.signal = signal;
        this.translation = translation;
        this.attempts = attempts;
        this.time = time;
        this.logger = logger;
        lanes = new RepositoryLanes(HandleAsync, work);
    }

    /// <summary>Begins nothing more and waits for what was begun, as long as the host allows.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var impatience = cancellationToken.Register(abort.Cancel);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        abort.Dispose();
        lanes.Dispose();
        base.Dispose();
    }

    /// <summary>Works the inbox off, and what comes to it, until it is to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                using var raised = await signal.WaitAsync(BackStop, time, stopping);
                await ReadAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await lanes.EndAsync();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private async Task ReadAsync(CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ReadToEndAsync(stopping);
                return;
            }
            catch (LedgerUnavailableException unavailable)
            {
                LogWaiting(unavailable.Message);
                await Task.Delay(HintAttempts.DelayAfter(attempt), time, stopping);
            }
        }
    }

    private async Task ReadToEndAsync(CancellationToken stopping)
    {
        while (await inbox.PendingAsync(position, PageSize, stopping) is { Length: > 0 } page)
        {
            // Completed together, so that they share a flush to disk.
            var completions = new List<Task>();
            foreach (var pending in page)
            {
                if (await BeginAsync(pending.Delivery, stopping) is { } outcome)
                {
                    completions.Add(inbox.CompleteAsync(pending.Delivery.Id, outcome, stopping));
                }
            }

            await Task.WhenAll(completions);
            position = page[^1].Position;
        }
    }

    /// <returns>What came of the delivery where it leads to nothing; null where its hints are under way.</returns>
    private async Task<string?> BeginAsync(Delivery delivery, CancellationToken stopping)
    {
        switch (translation.Translate(delivery))
        {
            case Translation.Ignored ignored:
                return $"ignored: {ignored.Reason}";
            case Translation.Unreadable { Repository: null } unreadable:
                LogUnreadable(delivery.Id, delivery.Event, unreadable.Reason);
                return $"ignored: unreadable: {unreadable.Reason}";
            case Translation.Unreadable { Repository: { } repository } unreadable:
                LogUnreadable(delivery.Id, delivery.Event, unreadable.Reason);
                var looked = new OpenDelivery(delivery.Id, 1, $"unreadable: {unreadable.Reason}; looked again");
                await lanes.AddAsync(new RepositoryEvent.LookAgain(repository), looked, stopping);
                return null;
            case Translation.Hints hints:
                var open = new OpenDelivery(delivery.Id, hints.Events.Length, "handled");
                foreach (var hint in hints.Events)
                {
                    await lanes.AddAsync(hint, open, stopping);
                }

                return null;
            default:
                throw new InvalidOperationException("A translation is of a kind that is not known here.");
        }
    }

    private async Task HandleAsync(WaitingHint waiting, CancellationToken stopping)
    {
        try
        {
            var poison = await attempts.RunAsync(waiting.Hint, stopping, abort.Token) as AttemptOutcome.Poison;
            await Task.WhenAll(waiting.Deliveries.Select(delivery => CompleteAsync(delivery, poison, stopping)));
            if (poison is not null && waiting.Hint is not RepositoryEvent.LookAgain)
            {
                await attempts.RunAsync(
                    new RepositoryEvent.LookAgain(waiting.Hint.Repository), stopping, abort.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Left in the inbox; the next run begins with it.
        }
    }

    private async Task CompleteAsync(OpenDelivery delivery, AttemptOutcome.Poison? poison, CancellationToken stopping)
    {
        if (delivery.EndHint(poison) is not { } outcome)
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // The work is done: noting it does not stop with the pump.
                await inbox.CompleteAsync(delivery.Id, outcome, CancellationToken.None);
                return;
            }
            catch (LedgerUnavailableException unavailable)
            {
                LogWaiting(unavailable.Message);
                await Task.Delay(HintAttempts.DelayAfter(attempt), time, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The inbox waits: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Warning, "Delivery {Delivery} ({Event}) cannot be read: {Reason}")]
    private partial void LogUnreadable(string delivery, string @event, string reason);
}
