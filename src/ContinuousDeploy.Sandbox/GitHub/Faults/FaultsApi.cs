using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Sandbox.GitHub.Faults;

/// <summary>
/// The switches over HTTP, at <c>/sandbox/faults</c>: POST a request fault or, with an event, a webhook fault; GET
/// tells how many are left; DELETE takes them back.
/// </summary>
public sealed class FaultsApi(FaultSwitches faults)
{
    private const string Address = "/sandbox/faults";

    private const string WhatIsWrong =
        "{\"message\":\"Send JSON: path and kind (DropAnswer, Status, Delay or Hang) for a request, "
        + "event and webhook (NeverSend, Duplicate, AfterTheNext or Unavailable) for a webhook.\"}";

    public void Map(WebApplication application)
    {
        application.MapGet(Address, http => http.Response.WriteAsync(
            $$"""{"left":{{faults.Left}}}""", http.RequestAborted));
        application.MapPost(Address, AddAsync);
        application.MapDelete(Address, http =>
        {
            faults.Clear();
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    private async Task AddAsync(HttpContext http)
    {
        bool added = Add(await ReadAsync(http));
        http.Response.StatusCode = added ? 204 : 400;
        if (!added)
        {
            await http.Response.WriteAsync(WhatIsWrong, http.RequestAborted);
        }
    }

    private static async Task<FaultBody?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(
                http.Request.Body, FaultJson.Default.FaultBody, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Add(FaultBody? body)
    {
        switch (body)
        {
            case { Event: { } name, Webhook: { } kind }:
                faults.Add(new WebhookFault(name, kind, body.Count ?? 1));
                return true;
            case { Path: { } path, Kind: { } kind }:
                faults.Add(new RequestFault(
                    body.Method ?? "*", path, kind, body.Count ?? 1, body.Status ?? 500,
                    TimeSpan.FromMilliseconds(body.DelayMs ?? 0), body.RetryAfter));
                return true;
            default:
                return false;
        }
    }
}

internal sealed record FaultBody(
    string? Method,
    string? Path,
    RequestFaultKind? Kind,
    int? Count,
    int? Status,
    int? DelayMs,
    int? RetryAfter,
    string? Event,
    WebhookFaultKind? Webhook);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FaultBody))]
internal sealed partial class FaultJson : JsonSerializerContext;
