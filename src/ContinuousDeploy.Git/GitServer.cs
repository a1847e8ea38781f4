using System.Diagnostics.CodeAnalysis;

namespace ContinuousDeploy.Git;

/// <summary>
/// The one server that repositories are fetched from. Addresses come from outside (GitHub's answers, webhooks), so each
/// is compared with the configured origin before the Git library sees it: that library would also follow
/// <c>ssh:</c>, <c>file:</c> and <c>git:</c> addresses, and start programs for some.
/// </summary>
public sealed class GitServer
{
    private const int LongestName = 100;
    private readonly string authority;

    /// <param name="origin">Scheme, host and port; <c>http</c> only for a loopback address.</param>
    /// <exception cref="ArgumentException">The origin is not one, or would send tokens unencrypted.</exception>
    public GitServer(Uri origin)
    {
        if (!origin.IsAbsoluteUri || origin.AbsolutePath != "/" || origin.Query != "" || origin.Fragment != ""
            || origin.UserInfo != "")
        {
            throw new ArgumentException(
                "A Git server is an origin such as https://github.com, without user, path or query.", nameof(origin));
        }

        if (origin.Scheme != Uri.UriSchemeHttps && !(origin.Scheme == Uri.UriSchemeHttp && origin.IsLoopback))
        {
            throw new ArgumentException(
                $"Tokens go to a Git server over https only; '{origin.Scheme}' is allowed for loopback http alone.",
                nameof(origin));
        }

        Origin = origin;
        authority = origin.Authority;
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Origin { get; }

    /// <summary>Takes <c>origin/owner/name</c> or <c>origin/owner/name.git</c> and nothing else.</summary>
    /// <param name="refusal">One sentence that does not repeat the address, which may hold a password.</param>
    public bool TryAccept(
        string url, [NotNullWhen(true)] out GitAddress? address, [NotNullWhen(false)] out string? refusal)
    {
        address = null;
        refusal = $"A repository address must be {Origin}owner/name; this one has another scheme, host, port or form.";
        var scheme = Origin.Scheme + "://";
        if (!url.StartsWith(scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = url[scheme.Length..].Split('/');
        if (parts is not [var host, var owner, var file] || !IsAuthority(host) || !IsOwner(owner))
        {
            return false;
        }

        var name = file.EndsWith(".git", StringComparison.Ordinal) ? file[..^4] : file;
        if (!IsName(name))
        {
            return false;
        }

        refusal = null;
        address = new GitAddress(Origin, owner, name);
        return true;
    }

    /// <summary>Whether an address the Git library wants to authenticate at is on this server.</summary>
    public bool Owns(string url)
    {
        // By its text: it may be anything that a server redirected to, and the runtime's parser throws at some of that.
        var scheme = Origin.Scheme + "://";
        return url.StartsWith(scheme, StringComparison.Ordinal)
            && url.IndexOf('/', scheme.Length) is > 0 and var end
            && IsAuthority(url[scheme.Length..end]);
    }

    private bool IsAuthority(string text) =>
        text.Equals(authority, StringComparison.OrdinalIgnoreCase)
        || (Origin.IsDefaultPort && text.Equals($"{authority}:{Origin.Port}", StringComparison.OrdinalIgnoreCase));

    private static bool IsOwner(string text) =>
        text.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && text is not ("." or "..")
        && text[0] != '-'
        && !text.EndsWith(".git", StringComparison.OrdinalIgnoreCase)
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

/// <summary>A repository on the configured server; made by <see cref="GitServer.TryAccept"/> only.</summary>
public sealed record GitAddress
{
    internal GitAddress(Uri origin, string owner, string name)
    {
        Owner = owner;
        Name = name;
        Url = $"{origin.GetLeftPart(UriPartial.Authority)}/{owner}/{name}.git";
    }

    public string Owner { get; }

    public string Name { get; }

    /// <summary>Put together from the checked parts, so that no other reading of it exists.</summary>
    public string Url { get; }

    public override string ToString() => $"{Owner}/{Name}";
}
