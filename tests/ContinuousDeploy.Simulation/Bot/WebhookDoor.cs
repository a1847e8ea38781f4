using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>Where webhooks come in: the bot's own receiver, its pump behind it, and its sweep of GitHub's log.</summary>
public sealed class WebhookDoor
{
    private const string Secret = "a secret of the simulated app";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);
    private static readonly WebhookMetrics Metrics = new(new Meters());
    private static readonly LargeBodies LargeBodies = new();

    private readonly WebhookReceiver receiver;
    private readonly Func<InboxPump> pump;
    private readonly RedeliverySweep sweep;

    public WebhookDoor(
        Planet world,
        ILedger ledger,
        IInbox inbox,
        IDeliveryLog log,
        IRepositoryEvents events,
        WorkInProgress work,
        TimeProvider time)
    {
        var options = Options.Create(new WebhookOptions { WebhookSecrets = [Secret] });
        var signal = new InboxSignal(work);
        receiver = new WebhookReceiver(inbox, signal, LargeBodies, Metrics, options, time);
        pump = () => new InboxPump(
            inbox,
            signal,
            new WebhookTranslation(options),
            new HintAttempts(events, time, world.Log<HintAttempts>()),
            work,
            time,
            world.Log<InboxPump>());
        sweep = new RedeliverySweep(ledger, inbox, log, time, world.Log<RedeliverySweep>());
    }

    /// <summary>Works off what is in the inbox and what comes to it, for as long as the process lives.</summary>
    public async Task PumpAsync()
    {
        using var running = pump();
        await running.RunAsync(CancellationToken.None);
    }

    /// <summary>As the grain does that sweeps for the cluster.</summary>
    public async Task SweepAsync()
    {
        try
        {
            await sweep.RunAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is GitHubUnavailableException or LedgerUnavailableException)
        {
            // The next sweep tries again.
        }
    }

    /// <returns>Whether it was acknowledged.</returns>
    public async Task<bool> ReceiveAsync(Webhook webhook)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.ContentType = "application/json";
        context.Request.ContentLength = webhook.Body.Length;
        context.Request.Headers["X-GitHub-Event"] = webhook.Event;
        context.Request.Headers["X-GitHub-Delivery"] = webhook.Guid;
        context.Request.Headers["X-Hub-Signature-256"] =
            "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Key, webhook.Body));
        context.Request.Body = new MemoryStream(webhook.Body, writable: false);
        await receiver.ReceiveAsync(context);
        return context.Response.StatusCode == StatusCodes.Status202Accepted;
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
            // Nobody listens to these, and they live as long as the program.
        }
    }
}
