using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Git;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>A new pull request in the browser: choose a version for an environment, or edit a file.</summary>
public static class ProposePage
{
    /// <param name="path">The file to edit, or null for the choice of a version.</param>
    /// <param name="refusal">Why the last proposal was refused, or null.</param>
    public static async Task<Html> RenderAsync(
        RepositoryVisit visit, string? path, string? refusal, CancellationToken cancellationToken)
    {
        var files = await FilesAsync(visit, "environments", cancellationToken);
        var edited = files.FirstOrDefault(file => file.Path == path);
        var form = edited is null ? Versions(visit, files) : await EditorAsync(visit, edited, cancellationToken);
        return Layout.Page(visit, "new", "Propose a change", Html.Of(
            $"""
            <h1>Propose a change</h1>
            {Parts.Refusal(refusal)}
            {form}
            <h2>Edit a file</h2>
            {Parts.List(files.Select(file => Row(visit, file.Path)), "There is no folder environments.")}
            """));
    }

    private static Html Row(RepositoryVisit visit, string path) => Html.Of(
        $"""
        <li><a href="{visit.Root}/new?path={Uri.EscapeDataString(path)}"><code>{path}</code></a></li>
        """);

    private static Html Versions(RepositoryVisit visit, IReadOnlyList<TreeEntry> files)
    {
        var pins = files.Where(file => PinFile.IsOne(file.Path)).ToArray();
        return visit.Visit.Site.Versions.IsEmpty || pins.Length == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <form class="stacked" method="post" action="{visit.Root}/new/version">
                <label>Version
                <select name="version">
                {visit.Visit.Site.Versions.Select(offer => Option(offer.Version, offer.Description))}
                </select></label>
                <fieldset><legend>Where it belongs</legend>
                {pins.Select(pin => Place(pin.Path))}
                </fieldset>
                <button class="go">Open a pull request</button>
                </form>
                """);
    }

    private static Html Option(string version, string description) => Html.Of(
        $"""<option value="{version}">{version} – {description}</option>""");

    private static Html Place(string pin) => Html.Of(
        $"""
        <label class="check"><input type="checkbox" name="pin" value="{pin}">{PinFile.Place(pin)}</label>
        """);

    private static async Task<Html> EditorAsync(
        RepositoryVisit visit, TreeEntry file, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await visit.Git.BlobAsync(file.Sha, cancellationToken));
        return Html.Of(
            $"""
            <form class="stacked" method="post" action="{visit.Root}/new/edit">
            <input type="hidden" name="path" value="{file.Path}">
            <label>{file.Path}
            <textarea name="text" rows="18">{"\n" + text}</textarea></label>
            <label>Title <input type="text" name="title" value="Change {file.Path}" required></label>
            <button class="go">Open a pull request</button>
            </form>
            """);
    }

    private static async Task<IReadOnlyList<TreeEntry>> FilesAsync(
        RepositoryVisit visit, string folder, CancellationToken cancellationToken)
    {
        List<TreeEntry> files = [];
        foreach (var entry in await visit.Git.FolderAsync(
            $"refs/heads/{visit.Repository.DefaultBranch}", folder, cancellationToken))
        {
            if (entry.Kind == "tree")
            {
                files.AddRange(await FilesAsync(visit, entry.Path, cancellationToken));
            }
            else if (entry.Kind == "blob")
            {
                files.Add(entry);
            }
        }

        return files;
    }
}
