using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContinuousDeploy.Sandbox.GitHub.Exchanges;

/// <summary>
/// Writes exchanges as JSON lines: <c>at</c>, <c>method</c>, <c>path</c>, <c>query</c>, <c>requestHeaders</c>,
/// <c>request</c>, <c>status</c>, <c>responseHeaders</c>, <c>response</c>. Bodies are JSON, or a string where they are
/// not.
/// </summary>
public sealed class ExchangeLog(string path) : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer = new(path, append: true);

    /// <summary>Give this to <see cref="SandboxOptions.Observe"/>.</summary>
    public void Write(Exchange exchange)
    {
        string line = Line(exchange);
        lock (gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    public void Dispose() => writer.Dispose();

    private static string Line(Exchange exchange) => new JsonObject
    {
        ["at"] = exchange.At.ToString("O"),
        ["method"] = exchange.Method,
        ["path"] = exchange.Path,
        ["query"] = exchange.Query,
        ["requestHeaders"] = Headers(exchange.RequestHeaders),
        ["request"] = Body(exchange.RequestBody),
        ["status"] = exchange.Status,
        ["responseHeaders"] = Headers(exchange.ResponseHeaders),
        ["response"] = Body(exchange.ResponseBody),
    }.ToJsonString();

    private static JsonObject Headers(IEnumerable<KeyValuePair<string, string>> headers) =>
        new(headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value)));

    private static JsonNode? Body(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
