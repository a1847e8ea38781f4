using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>What the API says of itself.</summary>
public sealed class MetaApi(Limits limits)
{
    public void Map(ApiEndpoints endpoints)
    {
        endpoints.Map("GET", "/meta", _ => Answer.Ok(new JsonObject
        {
            ["verifiable_password_authentication"] = false,
            ["hooks"] = new JsonArray("127.0.0.1/32"),
        }));
        endpoints.Map("GET", "/rate_limit", Standing);
    }

    private Answer Standing(Call call)
    {
        Ticket ticket = limits.Peek(call.Caller);
        return Answer.Ok(new JsonObject
        {
            ["resources"] = new JsonObject
            {
                ["core"] = Limit(ticket),
                ["search"] = Limit(ticket),
                ["graphql"] = Limit(ticket),
            },
            ["rate"] = Limit(ticket),
        });
    }

    private static JsonObject Limit(Ticket ticket) => new()
    {
        ["limit"] = ticket.Limit,
        ["used"] = ticket.Used,
        ["remaining"] = ticket.Remaining,
        ["reset"] = ticket.Reset.ToUnixTimeSeconds(),
    };
}
