using System.Globalization;
using ContinuousDeploy.Core.Manifests;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Targets;

/// <summary>
/// The targets of the bot's own configuration and who may use them. Git only names a target: which repositories may
/// deploy to it never stands in a repository, so that none reaches what belongs to another team.
/// </summary>
public sealed class TargetCatalog(IOptions<TargetsOptions> options, IEnumerable<ITarget> adapters)
{
    /// <param name="repository">The repository's present <c>owner/name</c>.</param>
    /// <param name="id">GitHub's id of the same repository.</param>
    public TargetLookup Find(string repository, long id, TargetReference reference)
    {
        // The same answer for a target that is missing and for one of another team: names are not to be probed.
        if (!options.Value.Named.TryGetValue(reference.Name, out var target)
            || target.Kind != reference.Kind
            || !target.Repositories.Any(allowed => Matches(allowed, repository, id)))
        {
            return new TargetLookup.Refused(
                $"The bot's configuration has no {reference.Kind} target '{reference.Name}' for {repository}. Ask who "
                + $"runs the bot to add the repository to Targets:{reference.Name}:Repositories, or name another target.");
        }

        return new TargetLookup.Found(adapters.Single(adapter => adapter.Kind == target.Kind));
    }

    private static bool Matches(string allowed, string repository, long id) =>
        string.Equals(allowed, repository, StringComparison.OrdinalIgnoreCase)
        || allowed == id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whether a repository may use a target.</summary>
public abstract record TargetLookup
{
    private TargetLookup()
    {
    }

    /// <summary>It may, through this adapter and under the name it gave.</summary>
    public sealed record Found(ITarget Target) : TargetLookup;

    /// <summary>It may not: one sentence of why, and what to do.</summary>
    public sealed record Refused(string Reason) : TargetLookup;
}
