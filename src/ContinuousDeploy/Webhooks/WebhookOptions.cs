using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Webhooks;

/// <summary>What the webhook receiver needs of the configuration section <c>GitHub</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "GitHub";

    /// <summary>The secrets a delivery may be signed with: one, or two while the secret is being changed.</summary>
    public string[] WebhookSecrets { get; init; } = [];

    /// <summary>The ids of the installations that are served; empty: all. Anyone can install a public app.</summary>
    public long[] Installations { get; init; } = [];
}

/// <summary>Says at start everything that is wrong with the receiver's configuration.</summary>
public sealed class WebhookOptionsValidation : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(WebhookOptions options)
    {
        if (options.WebhookSecrets.Length is 0 or > 2)
        {
            yield return $"GitHub:WebhookSecrets has {options.WebhookSecrets.Length} entries; give the secret of the "
                + "app's webhook, or the old and the new one while you change it.";
        }

        for (var i = 0; i < options.WebhookSecrets.Length; i++)
        {
            var secret = options.WebhookSecrets[i];
            if (string.IsNullOrWhiteSpace(secret))
            {
                yield return $"GitHub:WebhookSecrets:{i} is empty: anyone could sign with it.";
            }
            else if (secret.Trim() != secret)
            {
                yield return $"GitHub:WebhookSecrets:{i} begins or ends with white space, perhaps the end of a line.";
            }
        }

        if (options.Installations.Any(installation => installation <= 0))
        {
            yield return "GitHub:Installations holds a number that is not the id of an installation.";
        }
    }
}
