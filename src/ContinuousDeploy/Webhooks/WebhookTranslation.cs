using System.Collections.Immutable;
using System.Text.Json;
using ContinuousDeploy.Ledger;
using Microsoft.Extensions.Options;
using Octokit.Webhooks;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Makes our own events of GitHub's payloads. Whatever a payload holds, the answer is a value: the border where hostile
/// or unknown content ends.
/// </summary>
public sealed class WebhookTranslation(IOptions<WebhookOptions> options)
{
    // Two members of one name could be read as one thing here and as another elsewhere.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ImmutableHashSet<long> allowed = [.. options.Value.Installations];

    public Translation Translate(Delivery delivery)
    {
        if (!Concerns(delivery.Event))
        {
            return new Translation.Ignored($"{delivery.Event} does not concern us");
        }

        try
        {
            using var document = JsonDocument.Parse(delivery.Body, Strict);
            return Translate(delivery.Event, new PayloadValue(document.RootElement));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The second is what bad UTF-8 and lone surrogates become once a text is read.
            return new Translation.Unreadable("the body is not JSON in UTF-8 without duplicate names", null);
        }
    }

    private static bool Concerns(string name) =>
        name is WebhookEventType.Push or WebhookEventType.PullRequest or WebhookEventType.IssueComment
            or WebhookEventType.CheckRun or WebhookEventType.CheckSuite or WebhookEventType.Installation
            or WebhookEventType.InstallationRepositories;

    private Translation Translate(string name, PayloadValue payload)
    {
        if (!payload.IsObject)
        {
            return new Translation.Unreadable("the body is not a JSON object", null);
        }

        if (PayloadReader.Installation(payload) is not { } installation)
        {
            return new Translation.Ignored("it names no installation of the app");
        }

        if (allowed.Count > 0 && !allowed.Contains(installation))
        {
            return new Translation.Ignored($"installation {installation} is not in GitHub:Installations");
        }

        var action = payload["action"].Text;
        return PayloadReader.Find(name, action) is not { } read
            ? new Translation.Ignored($"{name} {action} does not concern us")
            : read(payload) switch
            {
                null => new Translation.Unreadable(
                    $"the body is not that of {name}", PayloadReader.Repository(payload)),
                [] => new Translation.Ignored($"this {name} concerns no branch or repository"),
                { } hints => new Translation.Hints(hints),
            };
    }
}
