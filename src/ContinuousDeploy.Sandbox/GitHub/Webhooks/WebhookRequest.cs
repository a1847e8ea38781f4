using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>The headers GitHub sends with a webhook.</summary>
public static class WebhookRequest
{
    /// <summary>The id of an app's one webhook.</summary>
    public static long HookId(App app) => 500_000_000 + app.Id;

    /// <summary>A delivery's GUID, derived from its place in the order, so that runs repeat.</summary>
    public static Guid Guid(long delivery) =>
        new(SHA256.HashData(BitConverter.GetBytes(delivery)).AsSpan(0, 16));

    public static ImmutableSortedDictionary<string, string> Headers(App app, string name, Guid guid, string payload)
    {
        byte[] body = Encoding.UTF8.GetBytes(payload);
        ImmutableSortedDictionary<string, string> headers = new Dictionary<string, string>
        {
            ["Accept"] = "*/*",
            ["Content-Type"] = "application/json",
            ["User-Agent"] = "GitHub-Hookshot/5a4d0b7",
            ["X-GitHub-Delivery"] = guid.ToString(),
            ["X-GitHub-Event"] = name,
            ["X-GitHub-Hook-ID"] = HookId(app).ToString(),
            ["X-GitHub-Hook-Installation-Target-ID"] = app.Id.ToString(),
            ["X-GitHub-Hook-Installation-Target-Type"] = "integration",
        }.ToImmutableSortedDictionary();
        return app.WebhookSecret.Length == 0
            ? headers
            : headers.Add("X-Hub-Signature-256", $"sha256={Signature(app.WebhookSecret, body)}");
    }

    private static string Signature(string secret, byte[] body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
