using System.Globalization;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// What people do with the pages' forms. Each answers null where it is done, or why it was refused: in GitHub's words
/// where it is GitHub that refuses.
/// </summary>
public sealed class PageActions(People people)
{
    private const string ChooseViewer = "Choose who you are at the top of the page.";

    public Task<string?> CommentAsync(
        RepositoryVisit visit, PullRequest pull, string body, CancellationToken cancellationToken) =>
        visit.Visit.Viewer is { } viewer
            ? TryAsync(() => people.CommentAsync(visit.Repository, pull.Number, viewer, body, cancellationToken))
            : Task.FromResult<string?>(ChooseViewer);

    public async Task<string?> MergeAsync(
        RepositoryVisit visit, PullRequest pull, string method, string? head, CancellationToken cancellationToken)
    {
        if (WhyNotWriter(visit) is { } refusal)
        {
            return refusal;
        }

        return Enum.TryParse<MergeMethod>(method, ignoreCase: true, out var chosen)
            ? (await people.MergeAsync(
                pull,
                visit.Visit.Viewer!,
                MergeRequest.Plain with { Method = chosen, Sha = head },
                cancellationToken)).Why?.Message
            : "Choose how to merge: merge, squash or rebase.";
    }

    public async Task<string?> SetOpenAsync(
        RepositoryVisit visit, PullRequest pull, bool open, CancellationToken cancellationToken) =>
        WhyNotWriter(visit) ?? await TryAsync(() => people.EditPullRequestAsync(
            pull, visit.Visit.Viewer!, open: open, cancellationToken: cancellationToken));

    /// <summary>Commits files to a new branch on top of the default branch and opens a pull request of it.</summary>
    public async Task<(int? Number, string? Refusal)> ProposeAsync(
        RepositoryVisit visit,
        string title,
        IReadOnlyDictionary<string, string?> files,
        CancellationToken cancellationToken)
    {
        if (WhyNotWriter(visit) is { } refusal)
        {
            return (null, refusal);
        }

        var viewer = visit.Visit.Viewer!;
        var branch = string.Create(
            CultureInfo.InvariantCulture, $"{viewer.Login}/change-{visit.Repository.LastNumber + 1}");
        var asked = new NewPullRequest(title, branch, visit.Repository.DefaultBranch, null, Draft: false);
        try
        {
            await people.PushAsync(visit.Repository, viewer, branch, title, files, cancellationToken);
            var pull = await people.OpenPullRequestAsync(visit.Repository, viewer, asked, cancellationToken);
            return (pull.Number, null);
        }
        catch (RefusedException refused)
        {
            return (null, Words(refused.Why));
        }
    }

    private static async Task<string?> TryAsync<T>(Func<Task<T>> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (RefusedException refused)
        {
            return Words(refused.Why);
        }
    }

    private static string Words(Refusal why) => why.Errors is [{ Message: { } reason }, ..] ? reason : why.Message;

    private static string? WhyNotWriter(RepositoryVisit visit) => visit switch
    {
        { CanWrite: true } => null,
        { Visit.Viewer: null } => ChooseViewer,
        { Visit.Viewer: { } viewer } =>
            $"{viewer.Login} may not write to this repository. Choose to be somebody else at the top of the page.",
    };
}
