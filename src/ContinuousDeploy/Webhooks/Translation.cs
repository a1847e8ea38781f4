using System.Collections.Immutable;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>What a delivery means to us.</summary>
public abstract record Translation
{
    private Translation()
    {
    }

    /// <summary>Something happened: where to look. At least one hint.</summary>
    public sealed record Hints(ImmutableArray<RepositoryEvent> Events) : Translation;

    /// <summary>Nothing that concerns us.</summary>
    /// <param name="Reason">A few words, kept with the delivery.</param>
    public sealed record Ignored(string Reason) : Translation;

    /// <summary>It may concern us and cannot be read.</summary>
    /// <param name="Reason">A few words, kept with the delivery.</param>
    /// <param name="Repository">Where to look instead, or null where even that cannot be read.</param>
    public sealed record Unreadable(string Reason, RepositoryReference? Repository) : Translation;
}
