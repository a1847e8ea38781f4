using System.Buffers;
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

    private readonly Lock state = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private SearchValues<string>? search;

    // GitHub's token prefixes, https://docs.github.com/en/authentication (app tokens hold a JWT since April 2026 and
    // are no longer forty characters long); JSON web tokens; private keys.
    private static readonly Regex Secrets = new(
        @"gh[pousr]_[A-Za-z0-9_.\-]+|github_pat_[A-Za-z0-9_]+|eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*"
        + "|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Remembers a secret; not one under eight characters, which would blank out ordinary words.</summary>
    public void Add(string secret)
    {
        lock (state)
        {
            known.UnionWith(FormsOf(secret).Where(form => form.Length >= 8));
            search = null;
        }
    }

    /// <summary>Forgets a secret that is no longer valid.</summary>
    public void Remove(string secret)
    {
        lock (state)
        {
            known.ExceptWith(FormsOf(secret));
            search = null;
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Clean(string text) => Secrets.Replace(HoldsKnown(text) ? WithoutKnown(text) : text, Mark);

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

    private bool HoldsKnown(string text)
    {
        lock (state)
        {
            // All at once: a busy bot knows thousands.
            search ??= SearchValues.Create([.. known], StringComparison.Ordinal);
            return text.AsSpan().ContainsAny(search);
        }
    }

    private string WithoutKnown(string text)
    {
        string[] secrets;
        lock (state)
        {
            secrets = [.. known];
        }

        // Longest first: a secret that begins with another one must not leave its tail behind.
        foreach (var secret in secrets.OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mark, StringComparison.Ordinal);
        }

        return text;
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
