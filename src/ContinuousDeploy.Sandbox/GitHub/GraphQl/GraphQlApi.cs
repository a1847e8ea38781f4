using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.Rest;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

internal sealed record GraphQlBody(string? Query, JsonObject? Variables, string? OperationName);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GraphQlBody))]
internal sealed partial class GraphQlJson : JsonSerializerContext;

/// <summary>The GraphQL endpoint: a small part of GitHub's graph.</summary>
public sealed class GraphQlApi(Site site, BranchCommits commits, Merging merging)
{
    public void Map(ApiEndpoints endpoints) => endpoints.MapGraphQl(RunAsync);

    private async Task<Answer> RunAsync(Call call)
    {
        if (call.Caller is not (Caller.AsInstallation or Caller.AsUser))
        {
            return new Refusal(401, "This endpoint requires you to be authenticated.");
        }

        Outcome<GraphQlBody> body = call.Body(GraphQlJson.Default.GraphQlBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        if (string.IsNullOrEmpty(body.Value.Query))
        {
            return new Refusal(400, "A query attribute must be specified and must be a string.");
        }

        try
        {
            return await ExecuteAsync(call, Parser.Parse(body.Value.Query, body.Value.Variables ?? []));
        }
        catch (GraphQlException problem)
        {
            return Answer.Ok(new JsonObject { ["errors"] = new JsonArray(Problem(problem.Problem)) });
        }
    }

    private async Task<Answer> ExecuteAsync(Call call, Operation operation)
    {
        Graph graph = new(site, merging, call);
        GraphObject root = operation.Kind == "mutation" ? new Mutations(site, commits, graph, call).Root : graph.Query;
        Executor executor = new();
        JsonObject data = await executor.SelectAsync(root, operation.Selections, []);
        JsonObject answer = new() { ["data"] = data };
        if (executor.Problems.Count > 0)
        {
            answer["errors"] = new JsonArray([.. executor.Problems.Select(Problem)]);
        }

        return Answer.Ok(answer);
    }

    private static JsonObject Problem(GraphQlProblem problem)
    {
        JsonObject made = [];
        if (problem.Type is not null)
        {
            made["type"] = problem.Type;
        }

        if (!problem.Path.IsEmpty)
        {
            made["path"] = new JsonArray([.. problem.Path.Select(part => JsonValue.Create(part))]);
        }

        if (problem.Extensions is not null)
        {
            made["extensions"] = problem.Extensions;
        }

        if (problem.At is { } at)
        {
            made["locations"] = new JsonArray(new JsonObject { ["line"] = at.Line, ["column"] = at.Column });
        }

        made["message"] = problem.Message;
        return made;
    }
}
