using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>One API request whose caller is known.</summary>
public sealed class Call(HttpContext http, Caller caller, ReadOnlyMemory<byte> body)
{
    /// <summary>The most items of a page.</summary>
    private const int LargestPage = 100;

    private const int UsualPage = 30;

    public Caller Caller => caller;

    // Both are set by ApiEndpoints, which finds the repository and judges the caller, before an endpoint that reads them is
    // reached: such an endpoint need not ask again whether there is one.

    /// <summary>The repository in the path, once the endpoint has found it.</summary>
    public Repository Repository { get; internal set; } = null!;

    /// <summary>Who acts; an endpoint that writes is only reached by someone who may.</summary>
    public Actor Actor { get; internal set; } = null!;

    /// <summary>A part of the path. An encoded slash in a branch name arrives as <c>%2F</c>.</summary>
    public string Route(string name) =>
        ((string?)http.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public long RouteId(string name) => long.TryParse(Route(name), out long id) ? id : 0;

    public string? Query(string name) => http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>Reads the body; an empty one is an empty object.</summary>
    public Outcome<T> Body<T>(JsonTypeInfo<T> type)
    {
        try
        {
            ReadOnlySpan<byte> text = body.IsEmpty ? "{}"u8 : body.Span;
            return JsonSerializer.Deserialize(text, type) is { } read
                ? read
                : new Refusal(400, "Body should be a JSON object");
        }
        catch (JsonException problem) when (problem.Path is { Length: > 2 } path)
        {
            return Refusal.Invalid($"For '{path[2..]}', the value is not of the right type.");
        }
        catch (JsonException)
        {
            return new Refusal(400, "Problems parsing JSON");
        }
    }

    /// <summary>One page of a list, with links to the others.</summary>
    public Answer Page<T>(IEnumerable<T> items, Func<T, JsonNode> represent) =>
        Page(items, represent, page => new JsonArray([.. page]));

    /// <param name="wrap">Puts the items into the answer's object.</param>
    public Answer Page<T>(
        IEnumerable<T> items, Func<T, JsonNode> represent, Func<IEnumerable<JsonNode>, JsonNode> wrap)
    {
        T[] all = [.. items];
        int size = Math.Clamp(int.TryParse(Query("per_page"), out int asked) ? asked : UsualPage, 1, LargestPage);
        int page = Math.Max(int.TryParse(Query("page"), out int number) ? number : 1, 1);
        int last = Math.Max(1, (all.Length + size - 1) / size);
        IEnumerable<JsonNode> shown = all.Skip((page - 1) * size).Take(size).Select(represent);
        return new(200, wrap(shown), Links(page, last, size));
    }

    /// <summary>The link to the next page of a list that is paged by a cursor.</summary>
    internal string CursorLink(long last)
    {
        HttpRequest request = http.Request;
        return $"<{request.Scheme}://{request.Host}{request.Path}?per_page={Query("per_page") ?? $"{UsualPage}"}"
            + $"&cursor={last}>; rel=\"next\"";
    }

    private string? Links(int page, int last, int size)
    {
        List<string> links = [];
        if (page > 1)
        {
            links.Add(Link(page - 1, "prev"));
            links.Add(Link(1, "first"));
        }

        if (page < last)
        {
            links.Add(Link(page + 1, "next"));
            links.Add(Link(last, "last"));
        }

        return links.Count == 0 ? null : string.Join(", ", links);

        string Link(int target, string relation)
        {
            IEnumerable<string> query = http.Request.Query
                .Where(entry => entry.Key is not ("page" or "per_page"))
                .Select(entry => $"{entry.Key}={Uri.EscapeDataString(entry.Value.ToString())}")
                .Append($"per_page={size}").Append($"page={target}");
            HttpRequest request = http.Request;
            return $"<{request.Scheme}://{request.Host}{request.Path}?{string.Join('&', query)}>; rel=\"{relation}\"";
        }
    }
}
