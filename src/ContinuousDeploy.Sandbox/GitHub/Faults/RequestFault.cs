namespace ContinuousDeploy.Sandbox.GitHub.Faults;

/// <summary>How a request fails.</summary>
public enum RequestFaultKind
{
    /// <summary>The request takes effect, then the connection is reset without an answer.</summary>
    DropAnswer,

    /// <summary>Nothing happens but an answer with <see cref="RequestFault.Status"/>.</summary>
    Status,

    /// <summary>The answer comes after <see cref="RequestFault.Delay"/>.</summary>
    Delay,

    /// <summary>No answer comes while the client waits, and nothing happens.</summary>
    Hang,
}

/// <summary>A fault for the next requests that match.</summary>
/// <param name="Method">The HTTP method, or <c>*</c>.</param>
/// <param name="Path">
/// The path below <c>/api/v3</c> (for Git: the whole path); <c>*</c> stands for any text, slashes included.
/// </param>
/// <param name="Count">How many requests fail, at least 1.</param>
/// <param name="Status">The status of a <see cref="RequestFaultKind.Status"/> fault.</param>
/// <param name="RetryAfter">Sent as <c>retry-after</c>, in seconds; null for none.</param>
public sealed record RequestFault(
    string Method,
    string Path,
    RequestFaultKind Kind,
    int Count = 1,
    int Status = 500,
    TimeSpan Delay = default,
    int? RetryAfter = null)
{
    public bool Matches(string method, string path) =>
        (Method == "*" || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && Wildcard.Matches(Path, path);
}

/// <summary>What becomes of a webhook.</summary>
public enum WebhookFaultKind
{
    /// <summary>It is never sent and stands in no log.</summary>
    NeverSend,

    /// <summary>It is sent twice, with the same GUID.</summary>
    Duplicate,

    /// <summary>It is sent after the next one.</summary>
    AfterTheNext,

    /// <summary>Something in front of the receiver answers 503: the log says so, and the receiver never sees it.</summary>
    Unavailable,
}

/// <summary>A fault for the next webhooks that match.</summary>
/// <param name="Event">The event (<c>push</c>), the event and action (<c>pull_request.closed</c>), or <c>*</c>.</param>
public sealed record WebhookFault(string Event, WebhookFaultKind Kind, int Count = 1)
{
    public bool Matches(string name, string? action) =>
        Event == "*" || Event == name || Event == $"{name}.{action}";
}
