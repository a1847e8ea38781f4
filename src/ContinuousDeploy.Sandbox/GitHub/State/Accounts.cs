using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.State;

public enum AccountKind
{
    User,
    Organization,

    /// <summary>The account a GitHub App acts as: <c>its-slug[bot]</c>.</summary>
    Bot,
}

/// <summary>A person, an organisation or an app's bot.</summary>
/// <param name="Token">A person's own token, for Git and the API; empty for others.</param>
public sealed record Account(
    long Id, string Login, AccountKind Kind, string Name, string Token, DateTimeOffset CreatedAt) : IEntity
{
    /// <summary>The address GitHub writes into commits it makes for the account.</summary>
    public string Email => $"{Id}+{Login}@users.noreply.github.com";
}

/// <param name="Members">The members' account ids.</param>
public sealed record Team(long Id, long Organization, string Slug, ImmutableSortedSet<long> Members) : IEntity;
