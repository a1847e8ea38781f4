using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

/// <summary>An object of the graph: its type and how each of its fields is found.</summary>
/// <remarks>A field gives a <see cref="JsonNode"/>, a <see cref="GraphObject"/>, a list of those, or null.</remarks>
internal sealed record GraphObject(string Type, Fields Fields)
{
    /// <summary>A field that is already known.</summary>
    public static Func<JsonObject, Task<object?>> Known(object? value) => _ => Task.FromResult(value);

    /// <summary>A field that is a plain value.</summary>
    public static Func<JsonObject, Task<object?>> Plain(JsonNode? value) => Known(value);
}

/// <summary>How each field of an object is found, from its arguments.</summary>
internal sealed class Fields : Dictionary<string, Func<JsonObject, Task<object?>>>;

/// <summary>A field failed for a reason the client is told; the field becomes null.</summary>
internal sealed class FieldFailedException(string type, string message) : Exception(message)
{
    public string Type => type;
}

/// <summary>Answers the selected fields of a graph.</summary>
internal sealed class Executor
{
    private readonly List<GraphQlProblem> problems = [];

    public IReadOnlyList<GraphQlProblem> Problems => problems;

    /// <exception cref="GraphQlException">A selected field does not exist.</exception>
    public async Task<JsonObject> SelectAsync(
        GraphObject from, ImmutableArray<Selection> selections, ImmutableArray<string> path)
    {
        JsonObject made = [];
        foreach (Selection selection in selections)
        {
            if (selection.Name.Length == 0)
            {
                await SpreadAsync(from, selection, path, made);
                continue;
            }

            made[selection.Alias] = selection.Name == "__typename"
                ? JsonValue.Create(from.Type)
                : await FieldAsync(from, selection, path.Add(selection.Alias));
        }

        return made;
    }

    private async Task SpreadAsync(
        GraphObject from, Selection fragment, ImmutableArray<string> path, JsonObject into)
    {
        if (fragment.OnType is not null && fragment.OnType != from.Type)
        {
            return;
        }

        JsonObject more = await SelectAsync(from, fragment.Selections, path);
        foreach ((string name, JsonNode? value) in more)
        {
            into[name] = value?.DeepClone();
        }
    }

    private async Task<JsonNode?> FieldAsync(GraphObject from, Selection selection, ImmutableArray<string> path)
    {
        if (!from.Fields.TryGetValue(selection.Name, out Func<JsonObject, Task<object?>>? field))
        {
            throw Undefined(from.Type, selection, path);
        }

        try
        {
            return await ShapeAsync(await field(selection.Arguments), selection, path);
        }
        catch (FieldFailedException failed)
        {
            problems.Add(new(failed.Type, failed.Message, path, selection.At));
            return null;
        }
    }

    private async Task<JsonNode?> ShapeAsync(object? value, Selection selection, ImmutableArray<string> path)
    {
        switch (value)
        {
            case GraphObject one:
                return await SelectAsync(one, selection.Selections, path);
            case IEnumerable<GraphObject> many:
                JsonArray items = [];
                foreach (GraphObject one in many)
                {
                    items.Add((JsonNode)await SelectAsync(one, selection.Selections, path));
                }

                return items;
            default:
                return (JsonNode?)value;
        }
    }

    private static GraphQlException Undefined(string type, Selection selection, ImmutableArray<string> path) => new(new(
        null,
        $"Field '{selection.Name}' doesn't exist on type '{type}'",
        path.Insert(0, type is "Mutation" ? "mutation" : "query"),
        selection.At,
        new JsonObject { ["code"] = "undefinedField", ["typeName"] = type, ["fieldName"] = selection.Name }));
}
