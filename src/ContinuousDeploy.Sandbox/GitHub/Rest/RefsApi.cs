using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Git refs.</summary>
public sealed class RefsApi(Site site, References references)
{
    public void Map(ApiEndpoints endpoints)
    {
        endpoints.MapRepository("GET", "/git/ref/{**name}", Need.Read("contents"), GetAsync);

        // The old path, no longer described by GitHub but still answered and still called by Octokit.
        endpoints.MapRepository("GET", "/git/refs/{**name}", Need.Read("contents"), GetAsync);
        endpoints.MapRepository("GET", "/git/matching-refs/{**name}", Need.Read("contents"), ListAsync);
        endpoints.MapRepository("POST", "/git/refs", Need.Write("contents"), CreateAsync);
        endpoints.MapRepository("PATCH", "/git/refs/{**name}", Need.Write("contents"), UpdateAsync);
        endpoints.MapRepository("DELETE", "/git/refs/{**name}", Need.Write("contents"), DeleteAsync);
    }

    private static string Name(Call call) => $"refs/{call.Route("name")}";

    private async Task<Answer> GetAsync(Call call)
    {
        string name = Name(call);
        return await Site.Git(call.Repository).ResolveAsync(name, CancellationToken.None) is { } sha
            ? Answer.Ok(site.Json.Ref(call.Repository, new(name, sha)))
            : Refusal.NotFound;
    }

    private async Task<Answer> ListAsync(Call call) => call.Page(
        await Site.Git(call.Repository).RefsAsync(Name(call), CancellationToken.None),
        reference => site.Json.Ref(call.Repository, reference));

    private async Task<Answer> CreateAsync(Call call)
    {
        Outcome<RefBody> body = call.Body(RequestJson.Default.RefBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        if (body.Value.Ref is not { } name || body.Value.Sha is not { } sha)
        {
            return Refusal.Missing(body.Value.Ref is null ? "ref" : "sha");
        }

        Outcome<GitRef> made = await references.CreateAsync(call.Repository, call.Actor, name, sha, CancellationToken.None);
        return made.Why is { } why ? why : Answer.Created(site.Json.Ref(call.Repository, made.Value));
    }

    private async Task<Answer> UpdateAsync(Call call)
    {
        Outcome<RefBody> body = call.Body(RequestJson.Default.RefBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        if (body.Value.Sha is not { } sha)
        {
            return Refusal.Missing("sha");
        }

        Outcome<GitRef> moved = await references.MoveAsync(
            call.Repository, call.Actor, Name(call), sha, body.Value.Force ?? false, CancellationToken.None);
        return moved.Why is { } why ? why : Answer.Ok(site.Json.Ref(call.Repository, moved.Value));
    }

    private async Task<Answer> DeleteAsync(Call call)
    {
        Outcome<bool> deleted = await references.DeleteAsync(call.Repository, call.Actor, Name(call), CancellationToken.None);
        return deleted.Why is { } why ? why : Answer.NoContent;
    }
}
