using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>An entry of a folder; with its content, the schema <c>content-file</c>.</summary>
    /// <param name="reference">The branch, tag or commit it was asked for at.</param>
    public JsonObject Content(Repository repository, TreeEntry entry, string reference, byte[]? content)
    {
        string path = string.Join('/', entry.Path.Split('/').Select(Uri.EscapeDataString));
        string self = $"{links.Api(repository)}/contents/{path}?ref={Uri.EscapeDataString(reference)}";
        string git = $"{links.Api(repository)}/git/{(entry.Kind == "tree" ? "trees" : "blobs")}/{entry.Sha}";
        string page = $"{links.Page(repository)}/blob/{reference}/{path}";
        JsonObject made = new()
        {
            ["type"] = ContentType(entry),
            ["size"] = entry.Size,
            ["name"] = entry.Path.Split('/')[^1],
            ["path"] = entry.Path,
            ["sha"] = entry.Sha,
            ["url"] = self,
            ["git_url"] = git,
            ["html_url"] = page,
            ["download_url"] = entry.Kind == "tree" ? null : $"{links.Page(repository)}/raw/{reference}/{path}",
            ["_links"] = new JsonObject { ["self"] = self, ["git"] = git, ["html"] = page },
        };
        if (content is not null)
        {
            made["encoding"] = "base64";
            made["content"] = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)
                .Replace("\r\n", "\n", StringComparison.Ordinal);
        }

        return made;
    }

    /// <summary>The schema <c>branch-with-protection</c>.</summary>
    public JsonObject Branch(Repository repository, string name, Commit head)
    {
        BranchProtection? protection = repository.Protections.GetValueOrDefault(name);
        string self = $"{links.Api(repository)}/branches/{Uri.EscapeDataString(name)}";
        return new()
        {
            ["name"] = name,
            ["commit"] = Commit(repository, head),
            ["_links"] = new JsonObject { ["self"] = self, ["html"] = $"{links.Page(repository)}/tree/{name}" },
            ["protected"] = protection is not null,
            ["protection"] = new JsonObject
            {
                ["enabled"] = protection is not null,
                ["required_status_checks"] = new JsonObject
                {
                    ["enforcement_level"] = protection is { RequiredChecks.IsEmpty: false } ? "everyone" : "off",
                    ["contexts"] = Strings(protection?.RequiredChecks ?? []),
                    ["checks"] = Array((protection?.RequiredChecks ?? []).Select(check =>
                        new JsonObject { ["context"] = check, ["app_id"] = null })),
                },
            },
            ["protection_url"] = $"{self}/protection",
        };
    }

    private static string ContentType(TreeEntry entry) => entry switch
    {
        { Kind: "tree" } => "dir",
        { Kind: "commit" } => "submodule",
        { Mode: "120000" } => "symlink",
        _ => "file",
    };
}
