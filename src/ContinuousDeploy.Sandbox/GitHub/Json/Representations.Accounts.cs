using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>simple-user</c>.</summary>
    public JsonObject User(Account account)
    {
        string api = links.Api($"/users/{Uri.EscapeDataString(account.Login)}");
        return new()
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = NodeId("U", account.Id),
            ["avatar_url"] = links.Page($"/avatars/u/{account.Id}"),
            ["gravatar_id"] = "",
            ["url"] = api,
            ["html_url"] = links.Page(account),
            ["followers_url"] = $"{api}/followers",
            ["following_url"] = $"{api}/following{{/other_user}}",
            ["gists_url"] = $"{api}/gists{{/gist_id}}",
            ["starred_url"] = $"{api}/starred{{/owner}}{{/repo}}",
            ["subscriptions_url"] = $"{api}/subscriptions",
            ["organizations_url"] = $"{api}/orgs",
            ["repos_url"] = $"{api}/repos",
            ["events_url"] = $"{api}/events{{/privacy}}",
            ["received_events_url"] = $"{api}/received_events",
            ["type"] = account.Kind.ToString(),
            ["user_view_type"] = "public",
            ["site_admin"] = false,
        };
    }

    public JsonObject User(long account) => User(world.Accounts[account]);

    /// <summary>The schema <c>public-user</c>.</summary>
    public JsonObject PublicUser(Account account)
    {
        JsonObject user = User(account);
        user["name"] = account.Name;
        foreach (string absent in (string[])["company", "location", "email", "hireable", "bio"])
        {
            user[absent] = null;
        }

        user["blog"] = "";
        user["public_repos"] = world.Repositories.All.Count(found => found.Owner == account.Id && !found.Private);
        user["public_gists"] = 0;
        user["followers"] = 0;
        user["following"] = 0;
        user["created_at"] = Time(account.CreatedAt);
        user["updated_at"] = Time(account.CreatedAt);
        return user;
    }

    /// <summary>The member <c>organization</c> of webhook payloads.</summary>
    public JsonObject Organization(Account account)
    {
        string api = links.Api($"/orgs/{account.Login}");
        return new()
        {
            ["login"] = account.Login,
            ["id"] = account.Id,
            ["node_id"] = NodeId("O", account.Id),
            ["url"] = api,
            ["repos_url"] = $"{api}/repos",
            ["events_url"] = $"{api}/events",
            ["hooks_url"] = $"{api}/hooks",
            ["issues_url"] = $"{api}/issues",
            ["members_url"] = $"{api}/members{{/member}}",
            ["public_members_url"] = $"{api}/public_members{{/member}}",
            ["avatar_url"] = links.Page($"/avatars/u/{account.Id}"),
            ["description"] = "",
        };
    }

    /// <summary>The schema <c>team-membership</c>.</summary>
    public JsonObject TeamMembership(Team team, Account member) => new()
    {
        ["url"] = links.Api($"/organizations/{team.Organization}/team/{team.Id}/memberships/{member.Login}"),
        ["role"] = "member",
        ["state"] = "active",
    };

    /// <summary>The schema <c>repository-collaborator-permission</c>.</summary>
    public JsonObject CollaboratorPermission(Account account, Role role)
    {
        JsonObject user = User(account);
        user["role_name"] = role.Name();
        user["permissions"] = RolePermissions(role);
        return new() { ["permission"] = role.LegacyName(), ["role_name"] = role.Name(), ["user"] = user };
    }

    private static JsonObject RolePermissions(Role role) => new()
    {
        ["admin"] = role >= Role.Admin,
        ["maintain"] = role >= Role.Maintain,
        ["push"] = role >= Role.Write,
        ["triage"] = role >= Role.Triage,
        ["pull"] = role >= Role.Read,
    };
}
