using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Makes our own events of GitHub's payloads. Whatever a payload holds, the answer is a value: the border where hostile
/// or unknown content ends.
/// </summary>
public sealed class WebhookTranslation(IOptions<WebhookOptions> options)
{
    // Two members of one name could be read as one thing here and as another elsewhere.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly FrozenSet<string> Used = FrozenSet.Create(
        StringComparer.Ordinal,
        "push", "pull_request", "issue_comment", "check_run", "check_suite", "installation", "installation_repositories");

    private readonly ImmutableHashSet<long> allowed = [.. options.Value.Installations];

    public Translation Translate(Delivery delivery)
    {
        if (!Used.Contains(delivery.Event))
        {
            return new Translation.Ignored($"{delivery.Event} does not concern us");
        }

        try
        {
            using var document = JsonDocument.Parse(delivery.Body, Strict);
            return Translate(delivery.Event, document.RootElement, PayloadOrigin.Of(document.RootElement));
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return new Translation.Unreadable("the body is not JSON in UTF-8 without duplicate names", null);
        }
    }

    private Translation Translate(string name, JsonElement payload, PayloadOrigin origin)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return new Translation.Unreadable("the body is not a JSON object", null);
        }

        if (origin.Installation is not { } installation)
        {
            return new Translation.Ignored("it names no installation of the app");
        }

        if (allowed.Count > 0 && !allowed.Contains(installation))
        {
            return new Translation.Ignored($"installation {installation} is not in GitHub:Installations");
        }

        return PayloadReader.Find(name, origin.Action) is { } read
            ? Read(name, payload, origin, read)
            : new Translation.Ignored($"{name} {origin.Action} does not concern us");
    }

    private static Translation Read(
        string name,
        JsonElement payload,
        PayloadOrigin origin,
        Func<JsonElement, PayloadOrigin, ImmutableArray<RepositoryEvent>?> read)
    {
        try
        {
            return read(payload, origin) switch
            {
                null => new Translation.Unreadable($"the body is not that of {name}", origin.Repository),
                [] => new Translation.Ignored($"this {name} concerns no branch or repository of ours"),
                { } hints => new Translation.Hints(hints),
            };
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return new Translation.Unreadable($"the body is not that of {name}", origin.Repository);
        }
    }

    // What System.Text.Json throws for bad content, some of it late: bad UTF-8, lone surrogates, numbers out of range.
    private static bool IsUnreadable(Exception failure) =>
        failure is JsonException or InvalidOperationException or FormatException or NotSupportedException
            or ArgumentException or OverflowException;
}
