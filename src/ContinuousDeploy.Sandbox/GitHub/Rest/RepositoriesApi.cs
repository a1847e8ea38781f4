using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Repositories, their branches and what people may do there.</summary>
public sealed class RepositoriesApi(Site site)
{
    public void Map(ApiEndpoints endpoints)
    {
        endpoints.MapRepository("GET", "", Need.Metadata, Get);
        endpoints.Map("GET", "/repositories/{id}", call => endpoints.AdmitAsync(
            call,
            site.World.Repositories.Find(call.RouteId("id")),
            Need.Metadata,
            found => Task.FromResult(Get(found))));
        endpoints.MapRepository("GET", "/branches/{**branch}", Need.Read("contents"), BranchAsync);
        endpoints.MapRepository("GET", "/collaborators/{login}/permission", Need.Metadata, Permission);
    }

    private Answer Get(Call call) => Answer.Ok(site.Json.Repository(call.Repository));

    private async Task<Answer> BranchAsync(Call call)
    {
        BareRepository git = Site.Git(call.Repository);
        string name = call.Route("branch");
        if (await git.BranchAsync(name, CancellationToken.None) is not { } sha)
        {
            return new Refusal(404, "Branch not found");
        }

        Commit head = await git.CommitAsync(sha, CancellationToken.None);
        return Answer.Ok(site.Json.Branch(call.Repository, name, head));
    }

    private Answer Permission(Call call) => site.World.FindAccount(call.Route("login")) is { } account
        ? Answer.Ok(site.Json.CollaboratorPermission(account, site.World.RoleOf(call.Repository, account)))
        : new Refusal(404, $"{call.Route("login")} is not a user");
}
