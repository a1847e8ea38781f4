using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.GitHub.Webhooks;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>The app's webhook deliveries. They need the app's own token, not an installation's.</summary>
public sealed class DeliveriesApi(WebhookSender sender, World world)
{
    /// <summary>How far back deliveries can be listed and sent again.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(3);

    public void Map(ApiEndpoints endpoints)
    {
        const string one = "/app/hook/deliveries/{id}";
        endpoints.MapApp("GET", "/app/hook/deliveries", List);
        endpoints.MapApp("GET", one, (call, app) =>
            Find(call, app) is { } delivery ? Answer.Ok(Full(delivery)) : Refusal.NotFound);
        endpoints.MapApp("POST", $"{one}/attempts", Repeat);
    }

    private Answer Repeat(Call call, App app)
    {
        if (Find(call, app) is not { } delivery)
        {
            return Refusal.NotFound;
        }

        sender.Redeliver(delivery);
        return new Answer(202, new JsonObject());
    }

    private IEnumerable<Delivery> Of(App app) => sender.Log.All.Where(delivery =>
        delivery.App == app.Id && delivery.Result is not null && delivery.CreatedAt > world.Now - Window);

    private Delivery? Find(Call call, App app) =>
        Of(app).FirstOrDefault(delivery => delivery.Id == call.RouteId("id"));

    /// <summary>Newest first; <c>cursor</c> is the id of the last one of the page before.</summary>
    private Answer List(Call call, App app)
    {
        long before = long.TryParse(call.Query("cursor"), out long cursor) ? cursor : long.MaxValue;
        Delivery[] matching = [.. Of(app)
            .Where(delivery => delivery.Id < before)
            .Where(delivery => call.Query("status") is not { } status
                || (status == "success") == (delivery.Result!.Status == "OK"))
            .Reverse()];
        Answer page = call.Page(matching, Item);
        JsonArray items = (JsonArray)page.Body!;
        return page with { Link = matching.Length > items.Count ? call.CursorLink((long)items[^1]!["id"]!) : null };
    }

    private static JsonObject Item(Delivery delivery)
    {
        DeliveryResult result = delivery.Result!;
        return new()
        {
            ["id"] = delivery.Id,
            ["guid"] = delivery.Guid.ToString(),
            ["delivered_at"] = Representations.Time(result.DeliveredAt),
            ["redelivery"] = delivery.Redelivery,
            ["duration"] = Math.Round(result.Duration.TotalSeconds, 2),
            ["status"] = result.Status,
            ["status_code"] = result.StatusCode,
            ["event"] = delivery.Event,
            ["action"] = delivery.Action,
            ["installation_id"] = delivery.Installation,
            ["repository_id"] = delivery.Repository,
            ["throttled_at"] = null,
        };
    }

    private static JsonObject Full(Delivery delivery)
    {
        JsonObject made = Item(delivery);
        made["url"] = "";
        made["request"] = new JsonObject
        {
            ["headers"] = Headers(delivery.Headers),
            ["payload"] = JsonNode.Parse(delivery.Payload),
        };
        made["response"] = new JsonObject
        {
            ["headers"] = Headers(delivery.Result!.Headers),
            ["payload"] = delivery.Result.Body,
        };
        return made;
    }

    private static JsonObject Headers(IEnumerable<KeyValuePair<string, string>> headers) =>
        new(headers.Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value)));
}
