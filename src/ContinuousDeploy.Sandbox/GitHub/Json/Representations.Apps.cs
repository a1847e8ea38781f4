using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>integration</c>.</summary>
    public JsonObject App(App app) => new()
    {
        ["id"] = app.Id,
        ["slug"] = app.Slug,
        ["client_id"] = $"Iv23li{app.Id}",
        ["node_id"] = NodeId("A", app.Id),
        ["owner"] = User(app.Owner),
        ["name"] = app.Name,
        ["description"] = "",
        ["external_url"] = links.Page($"/apps/{app.Slug}"),
        ["html_url"] = links.Page($"/apps/{app.Slug}"),
        ["created_at"] = Time(app.CreatedAt),
        ["updated_at"] = Time(app.CreatedAt),
        ["permissions"] = Permissions(app.Permissions),
        ["events"] = Strings(app.Events),
    };

    /// <summary>The app, or null for what a person did.</summary>
    public JsonObject? App(long? app) => app is { } id ? App(world.Apps[id]) : null;

    /// <summary>The schema <c>installation</c>.</summary>
    public JsonObject Installation(Installation installation)
    {
        App app = world.Apps[installation.App];
        return new()
        {
            ["id"] = installation.Id,
            ["client_id"] = $"Iv23li{app.Id}",
            ["account"] = InstallationAccount(world.Accounts[installation.Account]),
            ["repository_selection"] = installation.Repositories is null ? "all" : "selected",
            ["access_tokens_url"] = links.Api($"/app/installations/{installation.Id}/access_tokens"),
            ["repositories_url"] = links.Api("/installation/repositories"),
            ["html_url"] = links.Page($"/settings/installations/{installation.Id}"),
            ["app_id"] = app.Id,
            ["app_slug"] = app.Slug,
            ["target_id"] = installation.Account,
            ["target_type"] = world.Accounts[installation.Account].Kind.ToString(),
            ["permissions"] = Permissions(installation.Permissions),
            ["events"] = Strings(app.Events),
            ["created_at"] = Time(installation.CreatedAt),
            ["updated_at"] = Time(installation.CreatedAt),
            ["single_file_name"] = null,
            ["has_multiple_single_files"] = false,
            ["single_file_paths"] = new JsonArray(),
            ["suspended_by"] = null,
            ["suspended_at"] = null,
        };
    }

    /// <summary>GitHub's description of the list asks for a user's members and for an enterprise's.</summary>
    private JsonObject InstallationAccount(Account account)
    {
        JsonObject made = User(account);
        made["name"] = account.Name;
        made["slug"] = account.Login;
        made["created_at"] = Time(account.CreatedAt);
        made["updated_at"] = Time(account.CreatedAt);
        return made;
    }

    /// <summary>The schema <c>installation-token</c>.</summary>
    public JsonObject InstallationToken(InstallationToken token)
    {
        JsonObject made = new()
        {
            ["token"] = token.Value,
            ["expires_at"] = Time(token.ExpiresAt),
            ["permissions"] = Permissions(token.Permissions),
            ["repository_selection"] = token.Repositories is null ? "all" : "selected",
        };
        if (token.Repositories is { } chosen)
        {
            made["repositories"] = Array(chosen.Select(id => Repository(world.Repositories[id])));
        }

        return made;
    }
}
