using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Git;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The forms that open a pull request.</summary>
public sealed class ProposalForms(PageActions actions)
{
    public void Map(IEndpointRouteBuilder repository, PageEndpoints pages)
    {
        repository.MapPost("/new/version", (HttpContext http, CancellationToken stop) =>
            ProposeAsync(pages, http, VersionAsync, stop));
        repository.MapPost("/new/edit", (HttpContext http, CancellationToken stop) =>
            ProposeAsync(pages, http, EditAsync, stop));
    }

    /// <param name="Files">The new text of each changed file.</param>
    private sealed record Proposal(string Title, IReadOnlyDictionary<string, string?> Files);

    private async Task<IResult> ProposeAsync(
        PageEndpoints pages,
        HttpContext http,
        Func<RepositoryVisit, IFormCollection, CancellationToken, Task<(Proposal? Proposal, string? Refusal)>> read,
        CancellationToken cancellationToken)
    {
        if (pages.RepositoryOf(http) is not { } visit)
        {
            return pages.NotFound(http);
        }

        var form = await http.Request.ReadFormAsync(cancellationToken);
        var (proposal, refusal) = await read(visit, form, cancellationToken);
        if (proposal is not null)
        {
            (var number, refusal) = await actions.ProposeAsync(
                visit, proposal.Title, proposal.Files, CancellationToken.None);
            if (number is not null)
            {
                return SeeOther.To($"{visit.Root}/pull/{number}");
            }
        }

        var page = await ProposePage.RenderAsync(visit, form["path"], refusal, cancellationToken);
        return PageEndpoints.Page(page, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>A version for the chosen places: one changed line each.</summary>
    private static async Task<(Proposal? Proposal, string? Refusal)> VersionAsync(
        RepositoryVisit visit, IFormCollection form, CancellationToken cancellationToken)
    {
        var version = form["version"].ToString();
        var pins = form["pin"].OfType<string>().Where(PinFile.IsOne).Distinct().ToArray();
        if (version.Length == 0 || pins.Length == 0)
        {
            return (null, "Choose a version and at least one place for it.");
        }

        Dictionary<string, string?> files = [];
        foreach (var pin in pins)
        {
            if (await TextAsync(visit, pin, cancellationToken) is not { } text)
            {
                return (null, $"There is no file {pin}.");
            }

            if (PinFile.With(text, version) is var changed && changed != text)
            {
                files[pin] = changed;
            }
        }

        if (files.Count == 0)
        {
            return (null, $"Nothing would change: {version} is what Git says already.");
        }

        var application = Path.GetFileNameWithoutExtension(pins[0]);
        var places = string.Join(" and ", files.Keys.Select(PinFile.Place));
        return (new Proposal($"Deploy {application} {version} to {places}", files), null);
    }

    private static async Task<(Proposal? Proposal, string? Refusal)> EditAsync(
        RepositoryVisit visit, IFormCollection form, CancellationToken cancellationToken)
    {
        var path = form["path"].ToString();
        // Browsers send line ends as CR LF.
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        return await TextAsync(visit, path, cancellationToken) switch
        {
            null => (null, $"There is no file {path}."),
            var present when present == text => (null, "Nothing would change."),
            _ => (new Proposal(form["title"].ToString(), new Dictionary<string, string?> { [path] = text }), null),
        };
    }

    private static async Task<string?> TextAsync(
        RepositoryVisit visit, string path, CancellationToken cancellationToken) =>
        await visit.Git.EntryAsync($"refs/heads/{visit.Repository.DefaultBranch}", path, cancellationToken)
            is { Kind: "blob" } file
            ? Encoding.UTF8.GetString(await visit.Git.BlobAsync(file.Sha, cancellationToken))
            : null;
}
