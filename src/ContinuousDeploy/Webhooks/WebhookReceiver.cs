using System.Text;
using ContinuousDeploy.Ledger;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Takes GitHub's deliveries: checks the signature over the raw bytes, stores them durably, answers 202. What a payload
/// says is looked at later, so that no content can fail here and nothing is parsed before it is known to be GitHub's.
/// </summary>
/// <remarks>
/// Not the endpoint of Octokit.Webhooks.AspNetCore: it parses and handles within the request, answers 200 where the
/// content type is missing, and takes unsigned deliveries where no secret is set.
/// </remarks>
public sealed class WebhookReceiver(
    IInbox inbox,
    InboxSignal signal,
    LargeBodies largeBodies,
    WebhookMetrics metrics,
    IOptions<WebhookOptions> options,
    TimeProvider time)
{
    /// <summary>GitHub waits this long for an answer.</summary>
    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long storing may take before the delivery is given back.</summary>
    private static readonly TimeSpan StoringLimit = TimeSpan.FromSeconds(1);

    private static readonly byte[] StoredText = "Stored.\n"u8.ToArray();
    private static readonly byte[] DuplicateText = "Stored before; nothing more will happen.\n"u8.ToArray();

    private readonly byte[][] secrets = WebhookSignature.Keys(options.Value.WebhookSecrets);

    public async Task ReceiveAsync(HttpContext context)
    {
        var refusal = DeliveryHeaders.Read(context.Request, out var headers) ?? RefusalOfLength(context);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        using var large = largeBodies.Begin();
        using var body = new DeliveryBody();
        refusal = await ReadAsync(context, body, large);
        if (refusal is null && !headers.Signature.IsMadeWith(secrets, body.Bytes.Span))
        {
            refusal = Refusal.SignatureWrong;
        }

        if (refusal is null)
        {
            await StoreAsync(context, new Delivery(headers.Id, headers.Event, body.Bytes, time.GetUtcNow()));
        }
        else
        {
            await RefuseAsync(context, refusal);
        }
    }

    private static Refusal? RefusalOfLength(HttpContext context)
    {
        if (context.Request.ContentLength > DeliveryBody.Limit)
        {
            return Refusal.TooLarge;
        }

        // The limit of this path alone; the server's own may be another.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = DeliveryBody.Limit + 1;
        }

        return null;
    }

    private async Task<Refusal?> ReadAsync(HttpContext context, DeliveryBody body, LargeBodies.Turn large)
    {
        using var deadline = new CancellationTokenSource(ReadingLimit, time);
        try
        {
            return await body.ReadAsync(context.Request.BodyReader, large, deadline.Token) ? null : Refusal.TooLarge;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Refusal.TooSlow;
        }
        catch (BadHttpRequestException cut) when (cut.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return Refusal.TooSlow;
        }
        catch (BadHttpRequestException cut) when (cut.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Refusal.TooLarge;
        }
    }

    private async Task StoreAsync(HttpContext context, Delivery delivery)
    {
        AppendOutcome outcome;
        try
        {
            outcome = await inbox.AppendAsync(delivery, CancellationToken.None).WaitAsync(StoringLimit, time);
        }
        catch (Exception failure) when (failure is LedgerUnavailableException or TimeoutException)
        {
            await RefuseAsync(context, Refusal.LedgerUnavailable);
            return;
        }

        if (outcome == AppendOutcome.Stored)
        {
            signal.Raise();
        }

        metrics.Accepted(outcome == AppendOutcome.Stored ? "stored" : "duplicate");
        await AnswerAsync(
            context, StatusCodes.Status202Accepted, outcome == AppendOutcome.Stored ? StoredText : DuplicateText);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        metrics.Refused(refusal);
        return AnswerAsync(context, refusal.Status, Encoding.UTF8.GetBytes(refusal.Help + "\n"));
    }

    private static Task AnswerAsync(HttpContext context, int status, byte[] text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = text.Length;
        return context.Response.Body.WriteAsync(text, 0, text.Length, context.RequestAborted);
    }
}
