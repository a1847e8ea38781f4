using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

/// <summary>A GraphQL operation whose variables have been put in.</summary>
/// <param name="Kind"><c>query</c> or <c>mutation</c>.</param>
public sealed record Operation(string Kind, ImmutableArray<Selection> Selections);

/// <summary>A selected field, or an inline fragment: then it has no name but a type.</summary>
/// <param name="Alias">The member's name in the answer.</param>
public sealed record Selection(
    string Name, string Alias, string? OnType, JsonObject Arguments, ImmutableArray<Selection> Selections, Location At);

public sealed record Location(int Line, int Column);

/// <summary>A problem in GitHub's form.</summary>
/// <param name="Type">Such as <c>STALE_DATA</c>; null for a document that is wrong in itself.</param>
public sealed record GraphQlProblem(
    string? Type, string Message, ImmutableArray<string> Path, Location? At, JsonObject? Extensions = null);

/// <summary>A document that is wrong in itself.</summary>
public sealed class GraphQlException(GraphQlProblem problem) : Exception(problem.Message)
{
    public GraphQlProblem Problem => problem;
}
