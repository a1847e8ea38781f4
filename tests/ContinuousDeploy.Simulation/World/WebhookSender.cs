using System.Collections.Immutable;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// How GitHub sends webhooks: each once, or again when it is asked to, never by itself. It keeps a log of every attempt,
/// with what it knows of how it ended.
/// </summary>
public sealed class WebhookSender(Planet world)
{
    /// <summary>GitHub waits this long for an answer.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>How long the log is kept, and what is in it can be sent again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, Webhook> sent = new(StringComparer.Ordinal);
    private readonly List<DeliveryAttempt> log = [];
    private long attempts;

    /// <summary>Hands a webhook to the bot, and is told whether it was accepted, or nothing where nobody answers.</summary>
    public Action<Webhook, Action<bool>> Deliver { get; set; } = (_, _) => { };

    /// <summary>Every delivery that the log has, or had.</summary>
    public IReadOnlyDictionary<string, Webhook> Sent => sent;

    /// <summary>Whether a webhook was sent that tells of a comment, whatever became of it.</summary>
    public bool WasSent(long comment) =>
        sent.Values.Any(webhook => webhook.About is RepositoryEvent.CommentWritten written && written.Comment == comment);

    public void Tell(RepositoryEvent happened)
    {
        if (world.Dice.Falls(world.Swarm.Webhooks.NeverSent))
        {
            return;
        }

        var webhook = Webhook.Of(happened, sent.Count + 1);
        sent.Add(webhook.Guid, webhook);
        Send(webhook);
        if (world.Dice.Falls(world.Swarm.Webhooks.Repeated))
        {
            Send(webhook);
        }
    }

    /// <summary>The attempts since a time, the newest first.</summary>
    public ImmutableArray<DeliveryAttempt> Since(DateTimeOffset since) =>
        [.. log.Where(attempt => attempt.At >= since && IsKept(attempt)).OrderByDescending(attempt => attempt.Id)];

    /// <returns>False where the log does not have it any more.</returns>
    public bool Redeliver(long id)
    {
        if (log.Find(attempt => attempt.Id == id && IsKept(attempt)) is not { } attempt)
        {
            return false;
        }

        world.Saw("a delivery was asked for again");
        Send(sent[attempt.Guid]);
        return true;
    }

    private bool IsKept(DeliveryAttempt attempt) => attempt.At > world.Scheduler.Now - Kept;

    private void Send(Webhook webhook) => world.Scheduler.After(
        world.Dice.Within(world.Swarm.Webhooks.Latest), process: null, () => Attempt(webhook));

    private void Attempt(Webhook webhook)
    {
        var (id, at) = (++attempts, world.Scheduler.Now);
        var isOver = false;
        world.Scheduler.After(Deadline, process: null, () => End(isDelivered: false));
        if (world.Dice.Falls(world.Swarm.LostWebhooks))
        {
            return;
        }

        world.Scheduler.After(world.Dice.Within(OneWay), process: null, () => Deliver(webhook, Answer));

        void Answer(bool isAccepted)
        {
            if (!world.Dice.Falls(world.Swarm.Webhooks.Unanswered))
            {
                world.Scheduler.After(world.Dice.Within(OneWay), process: null, () => End(isAccepted));
            }
        }

        void End(bool isDelivered)
        {
            if (!isOver)
            {
                isOver = true;
                log.Add(new DeliveryAttempt(id, webhook.Guid, at, isDelivered, webhook.About.Repository.Id));
                world.Note(() => $"{webhook.Guid} ({webhook.About}) is {(isDelivered ? "delivered" : "not delivered")}");
            }
        }
    }
}
