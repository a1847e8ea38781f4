using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.GitHub.Webhooks;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What every operation needs: the state, the addresses, the JSON and the events.</summary>
public sealed record Site(World World, Links Links, Representations Json, Events Events)
{
    /// <summary>Who commits what GitHub itself makes.</summary>
    public Signature GitHub => new("GitHub", "noreply@github.com", World.Now);

    public Signature Author(Account account) => new(account.Name, account.Email, World.Now);

    public static BareRepository Git(Repository repository) => new(repository.Folder);
}
