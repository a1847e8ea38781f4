using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Files and folders.</summary>
public sealed class ContentsApi(Site site)
{
    public void Map(ApiEndpoints endpoints) =>
        endpoints.MapRepository("GET", "/contents/{**path}", Need.Read("contents"), GetAsync);

    private async Task<Answer> GetAsync(Call call)
    {
        BareRepository git = Site.Git(call.Repository);
        string reference = call.Query("ref") ?? call.Repository.DefaultBranch;
        string path = call.Route("path").Trim('/');
        if (await git.ResolveAsync(reference, CancellationToken.None) is not { } commit)
        {
            return new Refusal(404, $"No commit found for the ref {reference}");
        }

        TreeEntry? entry = path.Length == 0 ? null : await git.EntryAsync(commit, path, CancellationToken.None);
        if (path.Length > 0 && entry is null)
        {
            return Refusal.NotFound;
        }

        return entry is { Kind: "blob" }
            ? await FileAsync(call, git, entry, reference)
            : await FolderAsync(call, git, commit, path, reference);
    }

    private async Task<Answer> FileAsync(Call call, BareRepository git, TreeEntry entry, string reference)
    {
        byte[] content = await git.BlobAsync(entry.Sha, CancellationToken.None);
        JsonObject made = site.Json.Content(call.Repository, entry, reference, content);
        if (entry.Mode == "120000")
        {
            made["target"] = System.Text.Encoding.UTF8.GetString(content);
        }

        return Answer.Ok(made);
    }

    private async Task<Answer> FolderAsync(Call call, BareRepository git, string commit, string path, string reference)
    {
        JsonArray entries = [];
        foreach (TreeEntry entry in await git.FolderAsync(commit, path, CancellationToken.None))
        {
            entries.Add((JsonNode)site.Json.Content(call.Repository, entry, reference, null));
        }

        return Answer.Ok(entries);
    }
}
