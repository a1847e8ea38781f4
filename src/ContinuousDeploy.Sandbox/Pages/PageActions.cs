using System.Globalization;
using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// What people do with the pages' forms. Each answers null where it is done, or why it was refused, in GitHub's words
/// where it is GitHub that refuses.
/// </summary>
public sealed class PageActions(
    PullRequests pullRequests, Merging merging, Comments comments, References references, Site site)
{
    public string? Comment(RepositoryVisit visit, PullRequest pull, string? body) =>
        visit.Visit.Viewer is not { } viewer
            ? SignIn
            : comments.Create(visit.Repository, pull.Number, Actor.Person(viewer), body).Why?.Message;

    public async Task<string?> MergeAsync(
        RepositoryVisit visit, PullRequest pull, string? method, string? head, CancellationToken cancellationToken)
    {
        if (Writer(visit) is not { } writer)
        {
            return MayNotWrite(visit);
        }

        if (!Enum.TryParse<MergeMethod>(method, ignoreCase: true, out var chosen))
        {
            return "Choose how to merge: merge, squash or rebase.";
        }

        var asked = MergeRequest.Plain with { Method = chosen, Sha = head };
        return (await merging.MergeAsync(pull, writer, asked, cancellationToken)).Why?.Message;
    }

    public async Task<string?> SetOpenAsync(
        RepositoryVisit visit, PullRequest pull, bool open, CancellationToken cancellationToken) =>
        Writer(visit) is { } writer
            ? (await pullRequests.EditAsync(pull, writer, null, null, null, open, cancellationToken)).Why?.Message
            : MayNotWrite(visit);

    /// <summary>Commits edits to a new branch on top of the default branch and opens a pull request of it.</summary>
    public async Task<(int? Number, string? Refusal)> ProposeAsync(
        RepositoryVisit visit,
        string title,
        IReadOnlyList<(string Path, string Text)> edits,
        CancellationToken cancellationToken)
    {
        if (Writer(visit) is not { } writer)
        {
            return (null, MayNotWrite(visit));
        }

        var branch = string.Create(
            CultureInfo.InvariantCulture, $"{writer.Account.Login}/change-{visit.Repository.LastNumber + 1}");
        var commit = await CommitAsync(visit, writer.Account, title, edits, cancellationToken);
        var made = await references.CreateAsync(
            visit.Repository, writer, $"refs/heads/{branch}", commit, cancellationToken);
        if (made.Why is { } why)
        {
            return (null, why.Message);
        }

        var opened = await pullRequests.OpenAsync(
            visit.World.Repositories[visit.Repository.Id],
            writer,
            new NewPullRequest(title, branch, visit.Repository.DefaultBranch, null, Draft: false),
            cancellationToken);
        return opened.Why is { } refused
            ? (null, refused.Errors is [{ Message: { } reason }, ..] ? reason : refused.Message)
            : (opened.Value.Number, null);
    }

    private async Task<string> CommitAsync(
        RepositoryVisit visit,
        Account author,
        string title,
        IReadOnlyList<(string Path, string Text)> edits,
        CancellationToken cancellationToken)
    {
        var parent = (await visit.Git.BranchAsync(visit.Repository.DefaultBranch, cancellationToken))!;
        var files = edits.Select(edit => new FileEdit(edit.Path, Encoding.UTF8.GetBytes(edit.Text)));
        var tree = await visit.Git.WriteTreeAsync(parent, files, cancellationToken);
        var signature = site.Author(author);
        return await visit.Git.CommitTreeAsync(tree, [parent], title, signature, signature, cancellationToken);
    }

    private const string SignIn = "Choose who you are at the top of the page.";

    private static Actor? Writer(RepositoryVisit visit) =>
        visit is { CanWrite: true, Visit.Viewer: { } viewer } ? Actor.Person(viewer) : null;

    private static string MayNotWrite(RepositoryVisit visit) => visit.Visit.Viewer is { } viewer
        ? $"{viewer.Login} may not write to this repository. Choose to be somebody else at the top of the page."
        : SignIn;
}
