using System.Collections.Immutable;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Core.Access;

/// <summary>A caller's permission in the repository, lowest first; GitHub's <c>role_name</c>.</summary>
public enum RepositoryRole
{
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

/// <summary>Who asks, as GitHub says at the moment of execution.</summary>
/// <param name="Login">Without <c>@</c>.</param>
/// <param name="Teams">Those of the teams named in the environment's roles that the caller is a member of, as
/// <c>organisation/team</c>.</param>
public sealed record Caller(string Login, RepositoryRole Role, ImmutableHashSet<string> Teams);

/// <summary>Whether a caller may do something, and if not, the rule and who can.</summary>
public abstract record AccessVerdict
{
    private AccessVerdict()
    {
    }

    public sealed record Allowed : AccessVerdict;

    public sealed record Refused(string Reason) : AccessVerdict;
}

/// <summary>The rules of who may do what. Policy is read at the base commit, permissions at execution.</summary>
public static class AccessRules
{
    /// <summary>Judges a command for one stage.</summary>
    public static AccessVerdict Judge(Command command, StageName stage, Roles roles, Caller caller) => command switch
    {
        Command.Help or Command.Status => caller.Role >= RepositoryRole.Read
            ? new AccessVerdict.Allowed()
            : new AccessVerdict.Refused("It takes read permission in this repository."),
        Command.Rollback or Command.Resume => ByRole("rollback", roles.Rollback, stage, caller),
        _ => throw new System.Diagnostics.UnreachableException(command.GetType().Name),
    };

    private static AccessVerdict ByRole(string role, ImmutableArray<string> members, StageName stage, Caller caller)
    {
        if (members.IsEmpty)
        {
            return caller.Role >= RepositoryRole.Write
                ? new AccessVerdict.Allowed()
                : new AccessVerdict.Refused(
                    $"It takes write permission in this repository; {caller.Login} has {Named(caller.Role)}.");
        }

        return members.Any(member => Includes(member, caller))
            ? new AccessVerdict.Allowed()
            : new AccessVerdict.Refused(
                $"It takes the role `{role}` of {stage.Environment}, which {string.Join(", ", members.Select(Unmentioned))} "
                + $"have; {caller.Login} does not.");
    }

    private static bool Includes(string member, Caller caller) =>
        member.Contains('/', StringComparison.Ordinal)
            ? caller.Teams.Contains(member.TrimStart('@'))
            : string.Equals(member.TrimStart('@'), caller.Login, StringComparison.OrdinalIgnoreCase);

    /// <summary>In code, so that naming them calls nobody.</summary>
    private static string Unmentioned(string member) => $"`{member}`";

    private static string Named(RepositoryRole role) => role switch
    {
        RepositoryRole.None => "none",
        RepositoryRole.Read => "read",
        RepositoryRole.Triage => "triage",
        RepositoryRole.Write => "write",
        RepositoryRole.Maintain => "maintain",
        RepositoryRole.Admin => "admin",
    };
}
