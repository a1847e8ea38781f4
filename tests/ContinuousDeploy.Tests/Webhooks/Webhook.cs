using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>A webhook as GitHub sends it, as the bytes of an HTTP request.</summary>
public static class Webhook
{
    public const string Secret = "It's a Secret to Everybody";
    public const string Id = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

    public const string Push =
        """
        {"ref":"refs/heads/main","before":"0000000000000000000000000000000000000000",
         "after":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","compare":"https://github.example/c","commits":[],
         "pusher":{"name":"octocat"},"created":false,"deleted":false,"forced":false,
         "repository":{"id":17,"name":"shop","owner":{"login":"acme"}},"installation":{"id":5}}
        """;

    public static byte[] PushBody => Encoding.UTF8.GetBytes(Push);

    public static string Sign(ReadOnlySpan<byte> body, string secret = Secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>The headers of a signed delivery; a test changes, removes or doubles some of them.</summary>
    public static List<(string Name, string Value)> Headers(
        ReadOnlySpan<byte> body, string name = "push", string id = Id) =>
    [
        ("Host", "localhost"),
        ("User-Agent", "GitHub-Hookshot/abc"),
        ("Content-Type", "application/json"),
        ("X-GitHub-Delivery", id),
        ("X-GitHub-Event", name),
        ("X-Hub-Signature-256", Sign(body)),
        ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)),
    ];

    public static byte[] Head(IEnumerable<(string Name, string Value)> headers, string method = "POST") =>
        Encoding.Latin1.GetBytes(
            $"{method} /api/github/webhooks HTTP/1.1\r\n"
            + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"))
            + "\r\n");

    public static string Guid(int number) => $"00000000-0000-4000-8000-{number:d12}";
}
