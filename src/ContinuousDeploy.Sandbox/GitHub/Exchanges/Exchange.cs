using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.Exchanges;

/// <summary>One API request and its answer, as it went over the wire but for tokens.</summary>
/// <param name="Path">Below <c>/api/v3</c>: <c>/repos/acme/shop</c>; or <c>/graphql</c>. Without the query.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
/// <param name="RequestBody">The text of the body, or null where there was none.</param>
/// <param name="Status">0 where the answer was dropped on purpose before it left.</param>
public sealed record Exchange(
    DateTimeOffset At,
    string Method,
    string Path,
    string Query,
    ImmutableSortedDictionary<string, string> RequestHeaders,
    string? RequestBody,
    int Status,
    ImmutableSortedDictionary<string, string> ResponseHeaders,
    string? ResponseBody);
