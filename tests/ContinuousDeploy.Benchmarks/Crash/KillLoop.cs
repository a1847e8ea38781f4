using System.Diagnostics;
using ContinuousDeploy.Benchmarks.Acknowledge;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Benchmarks.Crash;

/// <summary>
/// Delivers signed webhooks to the real receiver while it is killed and started again, over and over, on one ledger.
/// </summary>
/// <param name="draws">Say when each kill comes.</param>
/// <param name="perKill">How many deliveries are acknowledged for each kill, on average and, in the end, at least.</param>
public sealed class KillLoop(string ledger, Draws draws, int perKill)
{
    private const int Connections = 16;

    /// <summary>One in this many kills comes while the receiver starts, when it recovers from the kill before.</summary>
    private const int StartingShare = 8;

    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(3);

    private readonly Sender[] senders =
        [.. new SignedPush(WebhookRegistration.Path) is var push
            ? Enumerable.Range(0, Connections).Select(connection => new Sender(push, connection))
            : []];

    private long Acknowledged => senders.Sum(sender => (long)sender.Acknowledged.Count);

    /// <summary>Kills a number of times, then lets GitHub deliver the rest, and counts.</summary>
    /// <param name="told">After each kill: how many there were, and how many deliveries were acknowledged so far.</param>
    /// <exception cref="InvalidOperationException">The receiver does not start, or takes nothing any more.</exception>
    public async Task<KillCount> RunAsync(int kills, Action<int, long> told, CancellationToken cancellationToken)
    {
        var starting = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            if (draws.Below(StartingShare) == 0)
            {
                var after = draws.PartOf(LongestStart);
                await ReceiverProcess.KillWhileStartingAsync(ledger, after, cancellationToken);
                starting++;
            }
            else
            {
                await KillAfterAsync(1 + draws.Below(2 * perKill), cancellationToken);
            }

            told(kill + 1, Acknowledged);
        }

        await DeliverTheRestAsync((long)kills * perKill, cancellationToken);
        return KillCount.Of(ledger, senders) with { Kills = kills, KillsWhileStarting = starting };
    }

    /// <summary>Kills the receiver in the middle of its work: a moment after a number of acknowledgements.</summary>
    private async Task KillAfterAsync(int acknowledgements, CancellationToken cancellationToken)
    {
        using var receiver = await ReceiverProcess.StartAsync(ledger, cancellationToken);
        var wait = draws.PartOf(LongestWait);
        var count = 0;
        await RunSendersAsync(
            receiver,
            () =>
            {
                if (Interlocked.Increment(ref count) == acknowledgements)
                {
                    Pass(wait);
                    receiver.Kill();
                }

                return false;
            },
            cancellationToken);
        receiver.Kill();
        await receiver.WhenGoneAsync(cancellationToken);
    }

    private async Task DeliverTheRestAsync(long wanted, CancellationToken cancellationToken)
    {
        using var receiver = await ReceiverProcess.StartAsync(ledger, cancellationToken);
        var acknowledged = Acknowledged;
        await RunSendersAsync(receiver, () => Interlocked.Increment(ref acknowledged) >= wanted, cancellationToken);
        await receiver.StopAsync(cancellationToken);
        if (acknowledged < wanted)
        {
            throw new InvalidOperationException($"The receiver took {acknowledged} deliveries of {wanted} and no more.");
        }
    }

    private Task RunSendersAsync(ReceiverProcess receiver, Func<bool> isEnough, CancellationToken cancellationToken) =>
        Task.WhenAll(senders.Select(sender =>
            Task.Run(() => sender.RunAsync(receiver.Port, isEnough, cancellationToken), cancellationToken)));

    // A timer is too coarse for a moment between two writes.
    private static void Pass(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            Thread.SpinWait(10);
        }
    }
}
