using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>A registered GitHub App.</summary>
/// <param name="Owner">The account that registered it.</param>
/// <param name="Bot">The account it acts as.</param>
/// <param name="PrivateKeyPem">Its RSA key, as GitHub offers it for download once.</param>
/// <param name="WebhookUrl">Null while it takes no webhooks.</param>
/// <param name="Permissions">What it asks for: permission → <c>read</c> or <c>write</c>.</param>
/// <param name="Events">The webhook events it subscribed to.</param>
public sealed record App(
    long Id,
    string Slug,
    string Name,
    long Owner,
    long Bot,
    string PrivateKeyPem,
    Uri? WebhookUrl,
    string WebhookSecret,
    ImmutableSortedDictionary<string, string> Permissions,
    ImmutableArray<string> Events,
    DateTimeOffset CreatedAt) : IEntity;

/// <summary>An app on an account.</summary>
/// <param name="Repositories">The chosen repositories, or null for all of the account.</param>
public sealed record Installation(
    long Id,
    long App,
    long Account,
    ImmutableSortedSet<long>? Repositories,
    ImmutableSortedDictionary<string, string> Permissions,
    DateTimeOffset CreatedAt) : IEntity
{
    public bool Covers(Repository repository) =>
        repository.Owner == Account && (Repositories is null || Repositories.Contains(repository.Id));
}

/// <summary>A token that acts for an installation.</summary>
/// <param name="Repositories">The repositories it was narrowed to, or null for all of the installation.</param>
public sealed record InstallationToken(
    long Id,
    string Value,
    long Installation,
    ImmutableSortedSet<long>? Repositories,
    ImmutableSortedDictionary<string, string> Permissions,
    DateTimeOffset ExpiresAt) : IEntity;
