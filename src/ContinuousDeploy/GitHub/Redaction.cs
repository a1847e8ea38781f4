using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace ContinuousDeploy.GitHub;

/// <summary>
/// Takes secrets out of text before people see it: those it was told of, in the encodings they travel in, and whatever
/// looks like a token or key of GitHub's.
/// </summary>
public sealed class Redaction
{
    private const string Mark = "[redacted]";
    private const int LongestQuote = 400;

    private readonly ConcurrentDictionary<string, byte> known = new(StringComparer.Ordinal);

    // GitHub's token prefixes, https://docs.github.com/en/authentication (app tokens hold a JWT since April 2026 and
    // are no longer forty characters long); JSON web tokens; private keys.
    private static readonly Regex Secrets = new(
        @"gh[pousr]_[A-Za-z0-9_.\-]+|github_pat_[A-Za-z0-9_]+|eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*"
        + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Remembers a secret. Those under eight characters would blank out ordinary words and are not kept.</summary>
    public void Add(string secret)
    {
        foreach (var form in FormsOf(secret).Where(form => form.Length >= 8))
        {
            known.TryAdd(form, 0);
        }
    }

    /// <summary>Forgets a secret that is no longer valid.</summary>
    public void Remove(string secret)
    {
        foreach (var form in FormsOf(secret))
        {
            known.TryRemove(form, out _);
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        // Longest first: a secret that begins with another one must not leave its tail behind.
        foreach (var secret in known.Keys.OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        return Secrets.Replace(text, Mark);
    }

    /// <summary>Foreign text fit for a message of ours: without secrets and control characters, and short.</summary>
    public string Quote(string? foreign)
    {
        var cleaned = new StringBuilder();
        foreach (var rune in Clean(foreign ?? "").EnumerateRunes())
        {
            if (cleaned.Length >= LongestQuote)
            {
                return cleaned.Append('…').ToString();
            }

            cleaned.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return cleaned.ToString().Trim();
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret,
            Convert.ToBase64String(bytes),
            Convert.ToHexStringLower(bytes),
            Convert.ToHexString(bytes),
            Uri.EscapeDataString(secret),
            JavaScriptEncoder.Default.Encode(secret),
        ];
    }
}
