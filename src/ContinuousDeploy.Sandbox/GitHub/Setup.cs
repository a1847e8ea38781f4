using System.Collections.Immutable;
using System.Security.Cryptography;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub;

/// <summary>An app to register.</summary>
/// <param name="Slug">Its name in addresses; its bot is called <c>slug[bot]</c>.</param>
public sealed record NewApp(
    string Slug,
    Uri? WebhookUrl,
    string WebhookSecret,
    ImmutableSortedDictionary<string, string> Permissions,
    ImmutableArray<string> Events);

/// <summary>
/// What owners set up at GitHub: accounts, teams, apps and what people may do. Everything takes effect as one step,
/// then its webhooks are sent.
/// </summary>
public sealed class Setup(Site site)
{
    private World World => site.World;

    /// <summary>Makes a person; a second time it is the same one.</summary>
    public Task<Account> CreateUserAsync(string login, CancellationToken cancellationToken) =>
        CreateAsync(login, AccountKind.User, cancellationToken);

    public Task<Account> CreateOrganizationAsync(string login, CancellationToken cancellationToken) =>
        CreateAsync(login, AccountKind.Organization, cancellationToken);

    public Task<Team> CreateTeamAsync(
        Account organization, string slug, IEnumerable<Account> members, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(World.Teams.Add(id => new(
                id, organization.Id, slug, [.. members.Select(member => member.Id)]))),
            cancellationToken);

    /// <summary>Registers an app: makes its RSA key and sends a ping to its webhook.</summary>
    public Task<App> CreateAppAsync(Account owner, NewApp asked, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                using RSA key = RSA.Create(2048);
                string pem = key.ExportRSAPrivateKeyPem();
                Account bot = Add($"{asked.Slug}[bot]", AccountKind.Bot);
                App app = World.Apps.Add(id => new(
                    id, asked.Slug, asked.Slug, owner.Id, bot.Id, pem, asked.WebhookUrl, asked.WebhookSecret,
                    asked.Permissions.SetItem("metadata", "read"), asked.Events, World.Now));
                site.Events.Ping(app);
                return Task.FromResult(app);
            },
            cancellationToken);

    /// <summary>Changes where an app takes its webhooks.</summary>
    public Task<App> SetWebhookAsync(App app, Uri? url, string secret, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(World.Apps.Replace(
                World.Apps[app.Id] with { WebhookUrl = url, WebhookSecret = secret })),
            cancellationToken);

    /// <summary>Installs an app on an account.</summary>
    /// <param name="repositories">The chosen repositories, or null for all.</param>
    public Task<Installation> InstallAsync(
        App app, Account account, IEnumerable<Repository>? repositories, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                Installation made = World.Installations.Add(id => new(
                    id, app.Id, account.Id, repositories?.Select(one => one.Id).ToImmutableSortedSet(),
                    app.Permissions, World.Now));
                site.Events.Raise(made, "installation", "created", account, new()
                {
                    ["repositories"] = Names(World.Repositories.All.Where(made.Covers)),
                    ["requester"] = null,
                });
                return Task.FromResult(made);
            },
            cancellationToken);

    /// <summary>Uninstalls an app; its tokens are worth nothing from now on.</summary>
    public Task<Installation> UninstallAsync(Installation installation, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                site.Events.Raise(
                    installation, "installation", "deleted", World.Accounts[installation.Account], new()
                    {
                        ["repositories"] = Names(World.Repositories.All.Where(installation.Covers)),
                    });
                World.Installations.Remove(installation.Id);
                return Task.FromResult(installation);
            },
            cancellationToken);

    /// <summary>Gives a selected-repositories installation another choice.</summary>
    public Task<Installation> SelectAsync(
        Installation installation, IEnumerable<Repository> repositories, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                ImmutableSortedSet<long> before = World.Installations[installation.Id].Repositories ?? [];
                ImmutableSortedSet<long> after = [.. repositories.Select(one => one.Id)];
                Installation changed = World.Installations.Replace(
                    World.Installations[installation.Id] with { Repositories = after });
                Tell(changed, "added", after.Except(before), []);
                Tell(changed, "removed", [], before.Except(after));
                return Task.FromResult(changed);
            },
            cancellationToken);

    /// <summary>Says what a person may do in a repository.</summary>
    public Task<Repository> SetRoleAsync(
        Repository repository, Account person, Role role, CancellationToken cancellationToken) =>
        ReplaceAsync(repository, now => now with { Roles = now.Roles.SetItem(person.Id, role) }, cancellationToken);

    /// <summary>Protects a branch; null takes the protection away.</summary>
    public Task<Repository> ProtectAsync(
        Repository repository, string branch, BranchProtection? protection, CancellationToken cancellationToken) =>
        ReplaceAsync(
            repository,
            now => now with
            {
                Protections = protection is null
                    ? now.Protections.Remove(branch)
                    : now.Protections.SetItem(branch, protection),
            },
            cancellationToken);

    /// <summary>Makes a repository read-only.</summary>
    public Task<Repository> ArchiveAsync(Repository repository, CancellationToken cancellationToken) =>
        ReplaceAsync(repository, now => now with { Archived = true }, cancellationToken);

    private Task<Repository> ReplaceAsync(
        Repository repository, Func<Repository, Repository> change, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(World.Repositories.Replace(change(World.Repositories[repository.Id]))),
            cancellationToken);

    private void Tell(
        Installation installation, string action, ImmutableSortedSet<long> added, ImmutableSortedSet<long> removed)
    {
        if (added.IsEmpty && removed.IsEmpty)
        {
            return;
        }

        Account by = World.Accounts[installation.Account];
        site.Events.Raise(installation, "installation_repositories", action, by, new()
        {
            ["repository_selection"] = "selected",
            ["repositories_added"] = Names(added.Select(id => World.Repositories[id])),
            ["repositories_removed"] = Names(removed.Select(id => World.Repositories[id])),
            ["requester"] = null,
        });
    }

    private System.Text.Json.Nodes.JsonArray Names(IEnumerable<Repository> repositories) =>
        Json.Representations.Array(repositories.Select(site.Json.RepositoryName));

    private Task<Account> CreateAsync(string login, AccountKind kind, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(World.FindAccount(login) ?? Add(login, kind)), cancellationToken);

    private Account Add(string login, AccountKind kind) => World.Accounts.Add(id => new(
        id, login, kind, login, kind == AccountKind.User ? TokenMint.Personal() : "", World.Now));
}
