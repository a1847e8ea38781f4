using System.Collections.Immutable;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Asks GitHub who a caller is, each time anew.</summary>
public sealed class CallerLookup(RepositoryReference repository, IRepositories gitHub)
{
    /// <param name="roles">The members of the roles that matter; only teams among them are asked about.</param>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<Caller> FindAsync(string login, ImmutableArray<string> roles, CancellationToken cancellationToken)
    {
        var role = await gitHub.PermissionOfAsync(repository, login, cancellationToken);
        var teams = ImmutableHashSet.CreateBuilder<string>();
        foreach (var team in roles.Select(member => member.TrimStart('@')).Where(name => name.Contains('/', StringComparison.Ordinal)))
        {
            if (await gitHub.IsTeamMemberAsync(repository, team, login, cancellationToken))
            {
                teams.Add(team);
            }
        }

        return new Caller(login, role, teams.ToImmutable());
    }
}
