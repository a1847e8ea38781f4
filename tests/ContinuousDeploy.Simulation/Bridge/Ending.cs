namespace ContinuousDeploy.Simulation.Bridge;

/// <summary>
/// What users get and what GitHub shows once all is at rest, a line each, in the same words for every world. What one
/// world has twice is two lines. Ids, commits and times are still in it.
/// </summary>
/// <remarks>
/// GitHub's deployments are left out, which the simulated GitHub does not keep; and the plans of the bot's own pull
/// requests, which are told or not depending on how quickly those are merged.
/// </remarks>
public static class Ending
{
    public static string Gets(string stage, string? version) => $"{stage} gives users {version ?? "nothing"}";

    public static string Up(int instances) => $"up: {instances}";

    /// <param name="versions">In the order in which users were given them.</param>
    public static string Gave(string stage, IEnumerable<string?> versions) =>
        $"{stage} gave users {string.Join(", ", versions)}";

    public static string Started(string version, string stage, int times) => $"started {version} in {stage}: {times}";

    /// <param name="text">Title and text, of the bot's own.</param>
    /// <param name="changes">Each file that it changes, with its new text; null where it deletes it.</param>
    public static string PullRequest(
        int number,
        string author,
        bool isOpen,
        bool isMerged,
        string text,
        IEnumerable<KeyValuePair<string, string?>> changes) =>
        $"#{number} of {author} is {(isMerged ? "merged" : isOpen ? "open" : "closed")}: {text} | "
        + string.Join(" | ", changes.Select(change => $"{change.Key}: {change.Value ?? "deleted"}"));

    /// <param name="conclusion">As GitHub names it; null while it is in progress.</param>
    /// <param name="notes">The lines of files that it points at.</param>
    public static string Check(
        string commit, string name, string? conclusion, string? title, string? summary, IEnumerable<string> notes) =>
        $"check {name} on {commit}: {conclusion ?? "in progress"}, {title} | {summary} | {string.Join(" | ", notes)}";

    public static string Comment(int pullRequest, string body, IEnumerable<string> reactions) =>
        $"comment on #{pullRequest}: {body} | {string.Join(' ', reactions.Order(StringComparer.Ordinal))}";

    /// <summary>A comment of the bot, without the hidden mark.</summary>
    public static string Told(int pullRequest, string body) => $"told on #{pullRequest}: {body}";

    public static string HeadOf(int pullRequest) => $"the head of #{pullRequest}";

    public static string MergeOf(int pullRequest) => $"the merge of #{pullRequest}";

    /// <summary>A commit that came with no pull request.</summary>
    public static string OtherCommit => "another commit";
}
