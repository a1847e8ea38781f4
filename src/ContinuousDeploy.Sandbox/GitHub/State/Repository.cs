using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>A repository; its commits and branches are in the bare Git folder.</summary>
/// <param name="Folder">The bare Git repository.</param>
/// <param name="Roles">What people may do, by account id; the owner is always admin.</param>
/// <param name="Protections">Protected branches by name.</param>
/// <param name="Parent">The repository this is a fork of.</param>
/// <param name="LastNumber">The number the newest issue or pull request got.</param>
public sealed record Repository(
    long Id,
    long Owner,
    string Name,
    string Folder,
    string DefaultBranch,
    bool Private,
    ImmutableSortedDictionary<long, Role> Roles,
    ImmutableSortedDictionary<string, BranchProtection> Protections,
    long? Parent,
    bool Archived,
    int LastNumber,
    DateTimeOffset CreatedAt,
    DateTimeOffset PushedAt) : IEntity;

/// <summary>What a branch needs before it moves.</summary>
/// <param name="RequiredChecks">Names of check runs that must have succeeded on the commit.</param>
/// <param name="Strict">A pull request must also hold the base's newest commit.</param>
/// <param name="RequiredApprovals">Approving reviews a pull request needs.</param>
public sealed record BranchProtection(ImmutableArray<string> RequiredChecks, bool Strict, int RequiredApprovals)
{
    /// <summary>No force push and no deletion, and these checks.</summary>
    public static BranchProtection Requiring(params ImmutableArray<string> checks) => new(checks, false, 0);
}
