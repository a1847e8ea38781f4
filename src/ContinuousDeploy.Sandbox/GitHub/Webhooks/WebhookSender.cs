using System.Text;
using System.Threading.Channels;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>
/// Delivers webhooks one after the other in the order of the events, each once: GitHub does not retry. The server
/// owns it and ends it.
/// </summary>
public sealed class WebhookSender(World world, FaultSwitches faults, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A larger payload is not sent.</summary>
    public const int LargestPayload = 25 * 1024 * 1024;

    private readonly Channel<Work> queue = Channel.CreateUnbounded<Work>(new() { SingleReader = true });
    private readonly CancellationTokenSource ending = new();
    private readonly List<Delivery> heldBack = [];
    private readonly WebhookPost post = new(time);
    private Task running = Task.CompletedTask;

    public DeliveryLog Log { get; } = new();

    internal void Start() => running = RunAsync();

    /// <summary>Takes an event for delivery to one app.</summary>
    internal void Send(App app, string name, string? action, long? installation, long? repository, string payload)
    {
        if (app.WebhookUrl is null || Encoding.UTF8.GetByteCount(payload) > LargestPayload)
        {
            return;
        }

        WebhookFaultKind? fault = faults.TakeWebhook(name, action);
        if (fault == WebhookFaultKind.NeverSend)
        {
            return;
        }

        Delivery delivery = Log.Add(id =>
        {
            Guid guid = WebhookRequest.Guid(id);
            return new(
                id, guid, app.Id, name, action, installation, repository, false, payload,
                WebhookRequest.Headers(app, name, guid, payload), world.Now, null);
        });
        Enqueue(delivery, fault);
    }

    /// <summary>Sends an event again, with its GUID and payload.</summary>
    internal Delivery Redeliver(Delivery earlier)
    {
        Delivery again = Log.Add(id => earlier with
        {
            Id = id,
            Redelivery = true,
            CreatedAt = world.Now,
            Result = null,
        });
        Enqueue(again, null);
        return again;
    }

    /// <summary>Done once every delivery so far has been answered or has failed; one held back is sent now.</summary>
    public async Task WhenDeliveredAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!queue.Writer.TryWrite(new Work.Mark(reached)))
        {
            return;
        }

        // One that has come to grief sends nothing any more: whoever waits hears of it.
        await await Task.WhenAny(reached.Task, running).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await ending.CancelAsync();
        await running;
        post.Dispose();
        ending.Dispose();
    }

    private void Enqueue(Delivery delivery, WebhookFaultKind? fault)
    {
        queue.Writer.TryWrite(new Work.Deliver(delivery, fault));
        if (fault == WebhookFaultKind.Duplicate)
        {
            queue.Writer.TryWrite(new Work.Deliver(delivery, null));
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (Work work in queue.Reader.ReadAllAsync(ending.Token))
            {
                await DoAsync(work);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The server ends; what was not delivered is lost, as at GitHub.
        }

        while (queue.Reader.TryRead(out Work? left))
        {
            (left as Work.Mark)?.Reached.TrySetCanceled();
        }
    }

    private async Task DoAsync(Work work)
    {
        switch (work)
        {
            case Work.Deliver { Fault: WebhookFaultKind.AfterTheNext } held:
                heldBack.Add(held.Delivery);
                break;
            case Work.Deliver { Fault: WebhookFaultKind.Unavailable } failing:
                Log.Replace(failing.Delivery with { Result = post.Unavailable() });
                break;
            case Work.Deliver deliver:
                await DeliverAsync(deliver.Delivery);
                await ReleaseAsync();
                break;
            case Work.Mark mark:
                await ReleaseAsync();
                mark.Reached.TrySetResult();
                break;
        }
    }

    private async Task ReleaseAsync()
    {
        foreach (Delivery delivery in heldBack)
        {
            await DeliverAsync(delivery);
        }

        heldBack.Clear();
    }

    private async Task DeliverAsync(Delivery delivery)
    {
        Uri address = world.Apps[delivery.App].WebhookUrl!;
        Log.Replace(delivery with { Result = await post.SendAsync(address, delivery, ending.Token) });
    }

    private abstract record Work
    {
        private Work()
        {
        }

        public sealed record Deliver(Delivery Delivery, WebhookFaultKind? Fault) : Work;

        public sealed record Mark(TaskCompletionSource Reached) : Work;
    }
}
