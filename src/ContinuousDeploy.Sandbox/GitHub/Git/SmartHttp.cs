using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>
/// Git over HTTP, by <c>git upload-pack</c> and <c>git receive-pack</c>. Private repositories and pushes need a token
/// as the password of Basic authentication.
/// </summary>
public sealed class SmartHttp(
    Site site, Authenticator authenticator, FaultSwitches faults, Pushes pushes, TimeProvider time)
{
    private const string Fetch = "git-upload-pack";
    private const string Push = "git-receive-pack";

    public void Map(WebApplication application)
    {
        application.MapGet("/{owner}/{repository}.git/info/refs", http => RunAsync(
            http, http.Request.Query["service"].ToString(), AdvertiseAsync));
        application.MapPost($"/{{owner}}/{{repository}}.git/{Fetch}", http => RunAsync(http, Fetch, FetchAsync));
        application.MapPost($"/{{owner}}/{{repository}}.git/{Push}", http => RunAsync(http, Push, PushAsync));
    }

    private async Task RunAsync(
        HttpContext http, string service, Func<HttpContext, Repository, Actor?, string, Task> handle)
    {
        RequestFault? fault = faults.TakeRequest(http.Request.Method, http.Request.Path);
        await FaultTiming.HappenAsync(http, fault, time);
        switch (fault?.Kind)
        {
            case RequestFaultKind.Status:
                http.Response.StatusCode = fault.Status;
                break;
            case RequestFaultKind.DropAnswer:
                http.Response.Body = Stream.Null;
                await AdmitAsync(http, service, handle);
                http.Abort();
                break;
            default:
                await AdmitAsync(http, service, handle);
                break;
        }
    }

    private async Task AdmitAsync(
        HttpContext http, string service, Func<HttpContext, Repository, Actor?, string, Task> handle)
    {
        Outcome<Caller> caller = authenticator.Identify(http.Request.Headers.Authorization);
        if (caller.Why is not null)
        {
            await RefuseAsync(http, 401, "Invalid username or token.");
            return;
        }

        Repository? repository = site.World.FindRepository(
            (string)http.Request.RouteValues["owner"]!, (string)http.Request.RouteValues["repository"]!);
        bool anonymous = caller.Value is Caller.Anonymous;
        if (repository is null || !caller.Value.Sees(site.World, repository))
        {
            await RefuseAsync(http, anonymous ? 401 : 404, "Repository not found.");
            return;
        }

        Need need = service == Push ? Need.Write("contents") : Need.Read("contents");
        if (service is not (Fetch or Push) || caller.Value.Denies(site.World, repository, need) is not null)
        {
            await RefuseAsync(http, anonymous ? 401 : 403, "Write access to repository not granted.");
            return;
        }

        http.Response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        await handle(http, repository, caller.Value.Actor(site.World), service);
    }

    private static async Task AdvertiseAsync(HttpContext http, Repository repository, Actor? by, string service)
    {
        http.Response.ContentType = $"application/x-{service}-advertisement";
        string banner = $"# service={service}\n";
        await http.Response.WriteAsync($"{banner.Length + 4:x4}{banner}0000", http.RequestAborted);
        string[] arguments = [service["git-".Length..], "--stateless-rpc", "--advertise-refs", "."];
        await GitExchange.RunAsync(http, repository.Folder, arguments, default, []);
    }

    private static async Task FetchAsync(HttpContext http, Repository repository, Actor? by, string service)
    {
        http.Response.ContentType = $"application/x-{service}-result";
        byte[] request = await GitExchange.ReadAsync(http);
        await GitExchange.RunAsync(
            http, repository.Folder, ["upload-pack", "--stateless-rpc", "."], request, []);
    }

    private async Task PushAsync(HttpContext http, Repository repository, Actor? by, string service)
    {
        http.Response.ContentType = $"application/x-{service}-result";
        byte[] request = await GitExchange.ReadAsync(http);
        await site.World.ChangeAsync(
            async () =>
            {
                Repository now = site.World.Repositories[repository.Id];
                BareRepository git = Site.Git(now);
                ImmutableArray<GitRef> before = await git.RefsAsync("refs/", http.RequestAborted);
                Dictionary<string, string> declined = Declined(now, PushCommands.Read(request));
                await GitExchange.RunAsync(
                    http, now.Folder, ["receive-pack", "--stateless-rpc", "."], request, declined);
                ImmutableArray<GitRef> after = await git.RefsAsync("refs/", CancellationToken.None);
                await pushes.HappenedAsync(now, by!, Moves(before, after), CancellationToken.None);
                return true;
            },
            http.RequestAborted);
    }

    /// <summary>What the hook is told: refs that are declined, and those that may only move forward.</summary>
    private Dictionary<string, string> Declined(Repository repository, ImmutableArray<PushCommand> commands)
    {
        RefMove[] moves = [.. commands
            .Select(command => new RefMove(command.Reference, command.Before, command.After))];
        return new()
        {
            [UpdateHook.Declined] = UpdateHook.List(moves
                .Where(move => Protection.Declines(site.World, repository, move, true) is not null)
                .Select(move => move.Name)),
            [UpdateHook.ForwardOnly] = UpdateHook.List(moves
                .Where(move => !move.Created && move.Branch is { } branch && repository.Protections.ContainsKey(branch))
                .Select(move => move.Name)),
        };
    }

    private static ImmutableArray<RefMove> Moves(ImmutableArray<GitRef> before, ImmutableArray<GitRef> after)
    {
        Dictionary<string, string> was = before.ToDictionary(found => found.Name, found => found.Sha);
        Dictionary<string, string> now = after.ToDictionary(found => found.Name, found => found.Sha);
        return [.. was.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(name => new RefMove(
                name,
                was.GetValueOrDefault(name, BareRepository.NoCommit),
                now.GetValueOrDefault(name, BareRepository.NoCommit)))
            .Where(move => move.Before != move.After)];
    }

    private static Task RefuseAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        if (status == 401)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
        }

        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(message, Encoding.UTF8, http.RequestAborted);
    }
}
