using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>
/// Puts the API's endpoints below <c>/api/v3</c>. Each runs as one step of the world, after what its caller may see and
/// do has been checked.
/// </summary>
public sealed class ApiEndpoints(WebApplication application, Site site, ApiPipeline pipeline)
{
    private const string Root = "/api/v3";

    /// <summary>An endpoint that checks its caller itself.</summary>
    public void Map(string method, string path, Func<Call, Task<Answer>> handle) =>
        application.MapMethods(Root + path, [method], http => pipeline.RunAsync(http, handle));

    /// <summary>An endpoint that checks its caller itself and needs no Git.</summary>
    public void Map(string method, string path, Func<Call, Answer> handle) =>
        Map(method, path, call => Task.FromResult(handle(call)));

    /// <summary>An endpoint for apps as themselves.</summary>
    public void MapApp(string method, string path, Func<Call, App, Answer> handle) =>
        Map(method, path, call => call.Caller is Caller.AsApp asApp
            ? handle(call, asApp.App)
            : new Refusal(401, "A JSON web token could not be decoded"));

    /// <summary>An endpoint below <c>/repos/{owner}/{repository}</c>.</summary>
    public void MapRepository(string method, string path, Need need, Func<Call, Task<Answer>> handle) =>
        Map(method, $"/repos/{{owner}}/{{repository}}{path}", async call =>
            await AdmitAsync(
                call, site.World.FindRepository(call.Route("owner"), call.Route("repository")), need, handle));

    /// <summary>An endpoint below <c>/repos/{owner}/{repository}</c> that needs no Git.</summary>
    public void MapRepository(string method, string path, Need need, Func<Call, Answer> handle) =>
        MapRepository(method, path, need, call => Task.FromResult(handle(call)));

    /// <summary>Runs a handler on a repository, if the caller may.</summary>
    public async Task<Answer> AdmitAsync(Call call, Repository? repository, Need need, Func<Call, Task<Answer>> handle)
    {
        if (repository is null || !call.Caller.Sees(site.World, repository))
        {
            return Refusal.NotFound;
        }

        if (call.Caller.Denies(site.World, repository, need) is { } denied)
        {
            return denied;
        }

        if (need.Writes && repository.Archived)
        {
            return new Refusal(403, "Repository was archived so is read-only.");
        }

        call.Repository = repository;
        call.Actor = call.Caller.Actor(site.World)!;
        return await handle(call);
    }

    /// <summary>Everything that GitHub does not describe.</summary>
    public void MapUnknown()
    {
        static Task<Answer> NotFound(Call call) => Task.FromResult<Answer>(Refusal.NotFound);
        application.Map($"{Root}/{{**rest}}", http => pipeline.RunAsync(http, NotFound));
    }

    /// <summary>The one address of GraphQL.</summary>
    public void MapGraphQl(Func<Call, Task<Answer>> handle) =>
        application.MapPost("/api/graphql", http => pipeline.RunAsync(http, handle));
}
