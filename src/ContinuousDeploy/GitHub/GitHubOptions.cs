using System.ComponentModel.DataAnnotations;
using ContinuousDeploy.GitHub.Authentication;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.GitHub;

/// <summary>Which GitHub the bot serves, and as which app. Configuration section <c>GitHub</c>.</summary>
public sealed class GitHubOptions : IValidatableObject
{
    public const string Section = "GitHub";

    /// <summary>The app's number, from its settings page.</summary>
    public long AppId { get; init; }

    /// <summary>Where the app's private key lies: a PEM file as GitHub's settings page gives it.</summary>
    public string PrivateKeyFile { get; init; } = "";

    /// <summary>The secrets webhooks may be signed with: one, or two while they are being changed.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    /// <summary>The installations that are served; empty serves all. Anybody can install a public app.</summary>
    public IReadOnlyList<long> Installations { get; init; } = [];

    /// <summary>The REST address: <c>https://api.github.com/</c>, or <c>https://HOST/api/v3/</c>.</summary>
    public string ApiUrl { get; init; } = "https://api.github.com/";

    /// <summary>Everything that is wrong, at once.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AppId <= 0)
        {
            yield return new ValidationResult(
                "GitHub:AppId must be the app's number. It stands at the top of the app's settings page.",
                [nameof(AppId)]);
        }

        if (AppKey.Read(PrivateKeyFile) is AppKeyReading.Unusable { Problem: var problem })
        {
            yield return new ValidationResult($"GitHub:PrivateKeyFile: {problem}", [nameof(PrivateKeyFile)]);
        }

        if (WebhookSecrets.Count == 0 || WebhookSecrets.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult(
                "GitHub:WebhookSecrets must hold at least one secret and no empty one: without it anybody could send "
                + "commands. Set the one from the app's webhook settings.",
                [nameof(WebhookSecrets)]);
        }

        if (GitHubAddresses.Read(ApiUrl) is GitHubAddressesReading.Unusable { Problem: var wrong })
        {
            yield return new ValidationResult($"GitHub:ApiUrl: {wrong}", [nameof(ApiUrl)]);
        }
    }
}

[OptionsValidator]
public sealed partial class GitHubOptionsValidator : IValidateOptions<GitHubOptions>;
