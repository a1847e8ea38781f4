using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

/// <summary>
/// GitHub's JSON for each thing, after its OpenAPI description. Where the API has a short and a full form, this is the
/// full one: its members are those of both.
/// </summary>
public sealed partial class Representations(World world, Links links)
{
    /// <summary>A time as GitHub writes it: to the second, in UTC.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? at) => at is { } time ? Time(time) : null;

    /// <summary>GitHub's global node id: opaque to clients, here the kind and id it stands for.</summary>
    public static string NodeId(string kind, object id) =>
        $"{kind}_{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{id}")).TrimEnd('=')
            .Replace('+', '-').Replace('/', '_')}";

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    private static JsonArray Strings(IEnumerable<string> items) => Array(items.Select(item => JsonValue.Create(item)));

    private static JsonObject Permissions(IEnumerable<KeyValuePair<string, string>> permissions) =>
        new(permissions.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));
}
