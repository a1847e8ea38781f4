using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>What the pages show beside the world.</summary>
/// <param name="Versions">A version and what is to be known of it.</param>
/// <param name="Neighbours">Names and addresses for the foot of every page.</param>
public sealed record SiteSettings(
    ImmutableArray<(string Version, string Description)> Versions,
    ImmutableArray<(string Name, Uri Address)> Neighbours)
{
    public static SiteSettings Empty { get; } = new([], []);
}

/// <summary>One person looking at one address.</summary>
/// <param name="Viewer">Who the person chose to be.</param>
/// <param name="Address">The path and query of the page, to come back to.</param>
public sealed record Visit(World World, People People, SiteSettings Site, Account? Viewer, string Address)
{
    /// <summary>The people one can be.</summary>
    public IEnumerable<Account> Everybody => World.Accounts.All.Where(account => account.Kind is AccountKind.User);
}

/// <summary>A visit to a page of one repository.</summary>
public sealed record RepositoryVisit(Visit Visit, Repository Repository)
{
    public World World => Visit.World;

    public string FullName => World.FullName(Repository);

    /// <summary>The repository's address, without a slash at the end.</summary>
    public string Root => $"/{FullName}";

    public BareRepository Git => new(Repository.Folder);

    public Role Role => Visit.Viewer is { } viewer ? World.RoleOf(Repository, viewer) : Role.None;

    public bool CanWrite => Role >= Role.Write;

    public string NameOf(long account) => World.Accounts[account].Login;
}
