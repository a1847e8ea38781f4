using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>The app, its installations and their tokens.</summary>
public sealed class AppsApi(Site site)
{
    private World World => site.World;

    public void Map(ApiEndpoints endpoints)
    {
        endpoints.MapApp("GET", "/app", (_, app) => Answer.Ok(site.Json.App(app)));
        endpoints.MapApp("GET", "/app/installations", (call, app) => call.Page(
            World.Installations.All.Where(found => found.App == app.Id), site.Json.Installation));
        endpoints.MapApp("GET", "/app/installations/{id}", (call, app) =>
            Find(call, app) is { } found ? Answer.Ok(site.Json.Installation(found)) : Refusal.NotFound);
        endpoints.MapApp("POST", "/app/installations/{id}/access_tokens", Issue);
        endpoints.MapApp("GET", "/repos/{owner}/{repository}/installation", OfRepository);
        endpoints.Map("GET", "/installation/repositories", Repositories);
    }

    private Installation? Find(Call call, App app) =>
        World.Installations.Find(call.RouteId("id")) is { } found && found.App == app.Id ? found : null;

    private Answer OfRepository(Call call, App app)
    {
        Repository? repository = World.FindRepository(call.Route("owner"), call.Route("repository"));
        Installation? found = repository is null
            ? null
            : World.Installations.All.FirstOrDefault(one => one.App == app.Id && one.Covers(repository));
        return found is null ? Refusal.NotFound : Answer.Ok(site.Json.Installation(found));
    }

    private Answer Issue(Call call, App app)
    {
        if (Find(call, app) is not { } installation)
        {
            return Refusal.NotFound;
        }

        Outcome<TokenBody> body = call.Body(RequestJson.Default.TokenBody);
        return body.Why is { } wrong ? wrong : Issue(installation, body.Value);
    }

    private Answer Issue(Installation installation, TokenBody asked)
    {
        ImmutableSortedDictionary<string, string> permissions = installation.Permissions;
        if (asked.Permissions is { } wanted)
        {
            if (wanted.Any(entry => !Granted(installation, entry.Key, entry.Value)))
            {
                return new Refusal(422, "The permissions requested are not granted to this installation.");
            }

            permissions = wanted.ToImmutableSortedDictionary().SetItem("metadata", "read");
        }

        Repository[] covered = [.. World.Repositories.All.Where(installation.Covers)];
        long[] ids =
        [
            .. asked.RepositoryIds ?? [],
            .. (asked.Repositories ?? []).Select(name => covered.FirstOrDefault(one => one.Name == name)?.Id ?? 0),
        ];
        if (ids.Any(id => covered.All(one => one.Id != id)))
        {
            return new Refusal(422, "There is at least one repository that does not exist or is not accessible to the "
                + "parent installation.");
        }

        ImmutableSortedSet<long>? chosen = ids.Length == 0 ? null : [.. ids];
        return Answer.Created(site.Json.InstallationToken(
            TokenMint.Issue(World, installation, chosen, permissions)));
    }

    private static bool Granted(Installation installation, string permission, string level) =>
        permission == "metadata"
            ? level == "read"
            : installation.Permissions.GetValueOrDefault(permission) is { } granted
                && (granted == level || (granted == "write" && level == "read"));

    private Answer Repositories(Call call)
    {
        if (call.Caller is not Caller.AsInstallation caller)
        {
            return new Refusal(403, "You must authenticate with an installation access token in order to list "
                + "repositories");
        }

        Repository[] seen = [.. World.Repositories.All
            .Where(caller.Installation.Covers)
            .Where(one => caller.Token.Repositories?.Contains(one.Id) ?? true)];
        return call.Page(seen, site.Json.Repository, page => new JsonObject
        {
            ["total_count"] = seen.Length,
            ["repository_selection"] = caller.Installation.Repositories is null ? "all" : "selected",
            ["repositories"] = new JsonArray([.. page]),
        });
    }
}
