using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>What the API answers.</summary>
/// <param name="Body">Null for an answer without one.</param>
/// <param name="Link">The <c>Link</c> header of a page, or null.</param>
public sealed record Answer(int Status, JsonNode? Body, string? Link = null)
{
    public static Answer NoContent { get; } = new(204, null);

    public static Answer Ok(JsonNode body) => new(200, body);

    public static Answer Created(JsonNode body) => new(201, body);

    public static implicit operator Answer(Refusal why)
    {
        JsonObject body = new()
        {
            ["message"] = why.Message,
            ["documentation_url"] = "https://docs.github.com/rest",
            ["status"] = why.Status.ToString(),
        };
        if (why.Errors.Length > 0)
        {
            body["errors"] = new JsonArray([.. why.Errors.Select(Error)]);
        }

        return new(why.Status, body);
    }

    private static JsonObject Error(FieldError error)
    {
        JsonObject made = new() { ["resource"] = error.Resource, ["code"] = error.Code };
        if (error.Field is not null)
        {
            made["field"] = error.Field;
        }

        if (error.Message is not null)
        {
            made["message"] = error.Message;
        }

        return made;
    }
}
