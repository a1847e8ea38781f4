using System.Text.Json;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Where a payload says that it comes from. Read apart from the typed payload, with nothing else needed, so that it is
/// known even where the rest cannot be read.
/// </summary>
/// <param name="Action">Null for an event without actions, such as a push.</param>
/// <param name="Installation">Null for a webhook that is not the app's own.</param>
/// <param name="Repository">Null for an event of an account, or where it has not all four parts.</param>
public sealed record PayloadOrigin(string? Action, long? Installation, RepositoryReference? Repository)
{
    /// <exception cref="InvalidOperationException">A text in it is not Unicode.</exception>
    public static PayloadOrigin Of(JsonElement payload)
    {
        var installation = Number(Member(Member(payload, "installation"), "id"));
        return new PayloadOrigin(
            Text(Member(payload, "action")), installation, RepositoryOf(Member(payload, "repository"), installation));
    }

    private static RepositoryReference? RepositoryOf(JsonElement? repository, long? installation) =>
        Number(Member(repository, "id")) is { } id
        && installation is { } through
        && Text(Member(Member(repository, "owner"), "login")) is { } owner
        && Text(Member(repository, "name")) is { } name
            ? new RepositoryReference(id, through, owner, name)
            : null;

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) ? member : null;

    private static long? Number(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var id) && id > 0 ? id : null;

    private static string? Text(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } read ? read : null;
}
