namespace ContinuousDeploy.Webhooks;

/// <summary>Why a delivery was not taken.</summary>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Reason">The tag it is counted under.</param>
/// <param name="Help">The answer's text, for whoever reads "Recent deliveries" at GitHub.</param>
public sealed record Refusal(int Status, string Reason, string Help)
{
    public static readonly Refusal ContentEncoding = new(
        StatusCodes.Status415UnsupportedMediaType,
        "content_encoding",
        "The body is encoded. The signature is over the plain body: take away what compresses requests on the way.");

    public static readonly Refusal ContentType = new(
        StatusCodes.Status415UnsupportedMediaType,
        "content_type",
        "The content type is not application/json. Set the webhook's content type to application/json.");

    public static readonly Refusal SignatureMissing = new(
        StatusCodes.Status401Unauthorized,
        "signature_missing",
        "One X-Hub-Signature-256 header is needed. Give the webhook a secret in the app's settings.");

    public static readonly Refusal SignatureMalformed = new(
        StatusCodes.Status401Unauthorized,
        "signature_malformed",
        "X-Hub-Signature-256 is not 'sha256=' and 64 lower-case hexadecimal digits.");

    public static readonly Refusal SignatureWrong = new(
        StatusCodes.Status401Unauthorized,
        "signature_wrong",
        "The signature does not fit the body. Compare the webhook's secret with GitHub:WebhookSecrets.");

    public static readonly Refusal DeliveryId = new(
        StatusCodes.Status400BadRequest,
        "delivery_id",
        "One X-GitHub-Delivery header with a GUID is needed.");

    public static readonly Refusal Event = new(
        StatusCodes.Status400BadRequest,
        "event",
        "One X-GitHub-Event header with an event's name is needed.");

    public static readonly Refusal TooLarge = new(
        StatusCodes.Status413PayloadTooLarge,
        "too_large",
        "The body is larger than 25 MiB, which GitHub never sends.");

    public static readonly Refusal TooSlow = new(
        StatusCodes.Status408RequestTimeout,
        "too_slow",
        "The body did not arrive within 10 seconds, after which GitHub does not wait for an answer.");

    public static readonly Refusal LedgerUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "ledger_unavailable",
        "The delivery could not be stored and was not taken. Look at /readyz; it will be asked for again.");
}
