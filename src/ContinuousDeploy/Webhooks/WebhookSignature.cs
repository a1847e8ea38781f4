using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// The <c>X-Hub-Signature-256</c> header: HMAC-SHA256 over the raw body, keyed with the webhook's secret. See GitHub's
/// "Validating webhook deliveries". The older SHA-1 header is ignored.
/// </summary>
public readonly struct WebhookSignature
{
    private const string Scheme = "sha256=";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly byte[] hash;

    private WebhookSignature(byte[] hash) => this.hash = hash;

    /// <summary>Reads <c>sha256=</c> and 64 lower-case hexadecimal digits, exactly as GitHub writes it.</summary>
    public static bool TryParse(string header, out WebhookSignature signature)
    {
        signature = default;
        if (header.Length != Scheme.Length + (2 * SHA256.HashSizeInBytes)
            || !header.StartsWith(Scheme, StringComparison.Ordinal)
            || header.AsSpan(Scheme.Length).ContainsAnyExcept(Digits))
        {
            return false;
        }

        signature = new WebhookSignature(Convert.FromHexString(header.AsSpan(Scheme.Length)));
        return true;
    }

    /// <summary>
    /// Whether one of the secrets made the signature. All are tried and compared in constant time, so that the time
    /// taken tells nothing.
    /// </summary>
    public bool IsMadeWith(IEnumerable<byte[]> secrets, ReadOnlySpan<byte> body)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        var made = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret, body, expected);
            made |= CryptographicOperations.FixedTimeEquals(expected, hash);
        }

        return made;
    }

    /// <summary>The secrets as the keys they are.</summary>
    public static byte[][] Keys(IEnumerable<string> secrets) => [.. secrets.Select(Encoding.UTF8.GetBytes)];
}
