using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// The headers of a delivery that are looked at. No other header is read, kept or logged: GitHub itself once sent the
/// secret in one.
/// </summary>
/// <param name="Id">The delivery's GUID, in lower case.</param>
public readonly record struct DeliveryHeaders(string Id, string Event, WebhookSignature Signature)
{
    private const int LongestEvent = 64;

    /// <summary>Checks everything that can be said without the body.</summary>
    /// <returns>Why the delivery is refused, or null where it may go on.</returns>
    public static Refusal? Read(HttpRequest request, out DeliveryHeaders headers)
    {
        headers = default;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return Refusal.ContentEncoding;
        }

        if (!IsJson(request.Headers.ContentType))
        {
            return Refusal.ContentType;
        }

        if (request.Headers["X-Hub-Signature-256"] is not [{ } signed])
        {
            return Refusal.SignatureMissing;
        }

        if (!WebhookSignature.TryParse(signed, out var signature))
        {
            return Refusal.SignatureMalformed;
        }

        if (request.Headers["X-GitHub-Delivery"] is not [{ } id] || !Guid.TryParseExact(id, "D", out var guid))
        {
            return Refusal.DeliveryId;
        }

        if (request.Headers["X-GitHub-Event"] is not [{ } name] || !IsEvent(name))
        {
            return Refusal.Event;
        }

        headers = new DeliveryHeaders(guid.ToString("D"), name, signature);
        return null;
    }

    private static bool IsJson(StringValues contentType) =>
        contentType is [{ } text]
        && (text == "application/json"
            || (MediaTypeHeaderValue.TryParse(text, out var type)
                && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))));

    private static bool IsEvent(string name) =>
        name.Length is > 0 and <= LongestEvent
        && name.All(letter => letter is '_' || char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
}
