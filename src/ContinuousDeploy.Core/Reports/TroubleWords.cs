using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>
/// What keeps failing without ending a rollout, because users or Git wait for it. How often is not said: the words stay
/// the same until something else goes wrong, so that a report is not edited for every attempt.
/// </summary>
internal static class TroubleWords
{
    /// <summary>A sentence for each effect of a rollout that has failed often enough to need a person.</summary>
    public static IEnumerable<string> Of(StageState state, Rollout rollout) => state.Pending
        .Where(effect => effect.Rollout == rollout.Id && effect.Attempt > Backoff.Attempts && effect.Trouble is not null)
        .Select(effect => $"⚠️ {Markdown.Text(Words.Of(effect.Effect))} {KeepsFailing(effect.Trouble!)} "
            + $"It is tried again at least every {Words.Of(Backoff.Longest)}; a person should look.");

    /// <summary>A sentence behind what is said of a pull request of the bot's own; empty where none is needed.</summary>
    public static string Of(ProposalState proposal) =>
        proposal is { Trouble: { } trouble, Attempts: >= Backoff.Attempts }
            ? $" ⚠️ It {KeepsFailing(trouble)} It is tried again as soon as GitHub lets it; a person should look."
            : "";

    private static string KeepsFailing(string trouble) => $"keeps failing: {Markdown.Text(Words.Sentence(trouble))}";
}
