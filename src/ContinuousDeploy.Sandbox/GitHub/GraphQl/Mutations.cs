using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.Rest;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

/// <summary>What can be changed: <c>createCommitOnBranch</c>.</summary>
internal sealed class Mutations(Site site, BranchCommits commits, Graph graph, Call call)
{
    public GraphObject Root => new("Mutation", new()
    {
        ["createCommitOnBranch"] = async arguments => await CommitAsync(arguments["input"] as JsonObject ?? []),
    });

    private async Task<GraphObject> CommitAsync(JsonObject input)
    {
        JsonObject branch = input["branch"] as JsonObject ?? throw Missing("branch");
        Repository repository = graph.Find(Text(branch, "repositoryNameWithOwner"));
        string name = Text(branch, "branchName");
        const string heads = "refs/heads/";
        string reference = name.StartsWith(heads, StringComparison.Ordinal) ? name : heads + name;
        if (call.Caller.Denies(site.World, repository, Need.Write("contents")) is { } denied)
        {
            throw new FieldFailedException("FORBIDDEN", denied.Message);
        }

        JsonObject message = input["message"] as JsonObject ?? throw Missing("message");
        string body = $"{message["body"]}";
        Outcome<string> made = await commits.CreateAsync(
            repository,
            call.Caller.Actor(site.World)!,
            reference,
            Text(input, "expectedHeadOid"),
            body.Length == 0 ? Text(message, "headline") : $"{Text(message, "headline")}\n\n{body}",
            Edits(input["fileChanges"] as JsonObject ?? []),
            CancellationToken.None);
        return made.Why is { } why
            ? throw new FieldFailedException(why.Errors[0].Code, why.Message)
            : await PayloadAsync(repository, reference, made.Value, input["clientMutationId"]);
    }

    private async Task<GraphObject> PayloadAsync(
        Repository repository, string reference, string oid, JsonNode? mutation)
    {
        BareRepository git = Site.Git(repository);
        Commit commit = await git.CommitAsync(oid, CancellationToken.None);
        return new("CreateCommitOnBranchPayload", new()
        {
            ["clientMutationId"] = GraphObject.Known(mutation?.DeepClone()),
            ["commit"] = GraphObject.Known(graph.Commit(repository, commit)),
            ["ref"] = async _ => await graph.RefAsync(repository, git, reference),
        });
    }

    private static ImmutableArray<FileEdit> Edits(JsonObject changes)
    {
        ImmutableArray<FileEdit>.Builder edits = ImmutableArray.CreateBuilder<FileEdit>();
        foreach (JsonNode? deletion in changes["deletions"] as JsonArray ?? [])
        {
            edits.Add(new(Text(deletion as JsonObject ?? [], "path"), null));
        }

        foreach (JsonNode? addition in changes["additions"] as JsonArray ?? [])
        {
            JsonObject file = addition as JsonObject ?? [];
            edits.Add(new(Text(file, "path"), Decode(Text(file, "contents"))));
        }

        return edits.ToImmutable();
    }

    private static byte[] Decode(string contents)
    {
        try
        {
            return Convert.FromBase64String(contents);
        }
        catch (FormatException)
        {
            throw new FieldFailedException("UNPROCESSABLE", "File contents must be Base64 encoded.");
        }
    }

    private static string Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw Missing(name);

    private static GraphQlException Missing(string name) => new(new(
        null,
        $"Variable $input of type CreateCommitOnBranchInput! was provided invalid value for {name} "
            + "(Expected value to not be null)",
        [],
        null));
}
