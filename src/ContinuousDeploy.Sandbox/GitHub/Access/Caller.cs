using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Access;

/// <summary>Who asks.</summary>
public abstract record Caller
{
    private Caller()
    {
    }

    /// <summary>What the rate limits of this caller are kept under.</summary>
    public abstract string Name { get; }

    /// <summary>Nobody in particular: sees what is public.</summary>
    public sealed record Anonymous : Caller
    {
        public override string Name => "anonymous";
    }

    /// <summary>An app as itself, by a JSON Web Token: may only ask about itself.</summary>
    public sealed record AsApp(App App) : Caller
    {
        public override string Name => $"app {App.Id}";
    }

    /// <summary>An app on an account, by an installation token.</summary>
    public sealed record AsInstallation(App App, Installation Installation, InstallationToken Token) : Caller
    {
        public override string Name => $"installation ID {Installation.Id}";
    }

    /// <summary>A person, by a token of their own.</summary>
    public sealed record AsUser(Account Account) : Caller
    {
        public override string Name => $"user ID {Account.Id}";
    }

    /// <summary>Whether the caller may know that the repository exists.</summary>
    public bool Sees(World world, Repository repository) => this switch
    {
        AsInstallation installation => !repository.Private || Covers(installation, repository),
        AsUser user => world.RoleOf(repository, user.Account) >= Role.Read,
        _ => !repository.Private,
    };

    /// <summary>Why the caller may not use an endpoint on a repository that it sees, or null.</summary>
    public Refusal? Denies(World world, Repository repository, Need need) => this switch
    {
        AsInstallation installation => need.Allows(installation.Token.Permissions, !repository.Private)
            && (!need.Writes || Covers(installation, repository)) ? null : Refusal.NotAccessible,
        AsUser user => world.RoleOf(repository, user.Account) >= need.Role ? null : Refusal.Forbidden,
        AsApp => new Refusal(401, "A JSON web token could not be decoded"),
        _ => need.Writes ? new Refusal(401, "Requires authentication") : null,
    };

    /// <summary>The account and app that what the caller makes is made by; null for those who make nothing.</summary>
    public Actor? Actor(World world) => this switch
    {
        AsInstallation installation => new(world.Accounts[installation.App.Bot], installation.App.Id),
        AsUser user => Operations.Actor.Person(user.Account),
        _ => null,
    };

    private static bool Covers(AsInstallation caller, Repository repository) =>
        caller.Installation.Covers(repository)
        && (caller.Token.Repositories is null || caller.Token.Repositories.Contains(repository.Id));
}
