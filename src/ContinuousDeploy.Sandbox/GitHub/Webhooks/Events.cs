using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>Turns what happened into webhook payloads, for each app that is installed there and subscribed.</summary>
public sealed class Events(World world, Representations json, WebhookSender sender)
{
    /// <summary>Events an app with write access to checks gets without subscribing.</summary>
    private static readonly string[] CheckEvents = ["check_run", "check_suite"];

    /// <summary>Something that happened in a repository.</summary>
    /// <param name="specifics">The payload's members beside the common ones.</param>
    /// <param name="onlyApp">The one app it concerns, such as the owner of a pressed button; or null for all.</param>
    public void Raise(
        Repository repository, string name, string? action, Account by, JsonObject specifics, long? onlyApp = null)
    {
        foreach (Installation installation in world.Installations.All.Where(found => found.Covers(repository)))
        {
            App app = world.Apps[installation.App];
            if ((onlyApp ?? app.Id) != app.Id || !Subscribed(app, name))
            {
                continue;
            }

            JsonObject payload = Payload(action, specifics);
            payload["repository"] ??= json.Repository(repository);
            AddOrganization(payload, repository.Owner);
            payload["sender"] = json.User(by);
            payload["installation"] = new JsonObject
            {
                ["id"] = installation.Id,
                ["node_id"] = Representations.NodeId("IN", installation.Id),
            };
            sender.Send(app, name, action, installation.Id, repository.Id, payload.ToJsonString());
        }
    }

    /// <summary>Something that happened to an installation itself.</summary>
    public void Raise(Installation installation, string name, string action, Account by, JsonObject specifics)
    {
        JsonObject payload = Payload(action, specifics);
        payload["installation"] = json.Installation(installation);
        AddOrganization(payload, installation.Account);
        payload["sender"] = json.User(by);
        sender.Send(
            world.Apps[installation.App], name, action, installation.Id, null, payload.ToJsonString());
    }

    /// <summary>The event that says a webhook was set up.</summary>
    public void Ping(App app)
    {
        JsonObject payload = new()
        {
            ["zen"] = "Keep it logically awesome.",
            ["hook_id"] = WebhookRequest.HookId(app),
            ["hook"] = new JsonObject
            {
                ["type"] = "App",
                ["id"] = WebhookRequest.HookId(app),
                ["name"] = "web",
                ["active"] = true,
                ["events"] = new JsonArray([.. app.Events.Select(name => JsonValue.Create(name))]),
                ["config"] = new JsonObject
                {
                    ["content_type"] = "json",
                    ["insecure_ssl"] = "0",
                    ["secret"] = "********",
                    ["url"] = app.WebhookUrl?.ToString(),
                },
                ["updated_at"] = Representations.Time(app.CreatedAt),
                ["created_at"] = Representations.Time(app.CreatedAt),
                ["app_id"] = app.Id,
                ["deliveries_url"] = "",
            },
        };
        sender.Send(app, "ping", null, null, null, payload.ToJsonString());
    }

    private static bool Subscribed(App app, string name) =>
        app.Events.Contains(name)
        || (CheckEvents.Contains(name) && app.Permissions.GetValueOrDefault("checks") == "write");

    private static JsonObject Payload(string? action, JsonObject specifics)
    {
        JsonObject payload = [];
        if (action is not null)
        {
            payload["action"] = action;
        }

        foreach ((string name, JsonNode? value) in specifics)
        {
            payload[name] = value?.DeepClone();
        }

        return payload;
    }

    private void AddOrganization(JsonObject payload, long account)
    {
        if (world.Accounts[account] is { Kind: AccountKind.Organization } organization)
        {
            payload["organization"] = json.Organization(organization);
        }
    }
}
