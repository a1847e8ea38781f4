using ContinuousDeploy.Core;

namespace ContinuousDeploy.GitHub;

/// <summary>Reads what GitHub says into our own values. What cannot be one is an answer that cannot be used.</summary>
public static class Answer
{
    /// <exception cref="GitHubUnavailableException">The text is not a commit's name.</exception>
    public static CommitSha Commit(string? sha) =>
        CommitSha.TryParse(sha, out var commit) ? commit : throw Unusable("a commit's name");

    /// <exception cref="GitHubUnavailableException">The text is not a login.</exception>
    public static string Login(string? login) => GitHubName.IsLogin(login) ? login! : throw Unusable("a login");

    /// <exception cref="GitHubUnavailableException">The text is not an address.</exception>
    public static Uri Address(string? url) =>
        // The runtime's parser throws at some addresses of files, such as "file://" and an invisible character.
        url is not null
        && url.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw Unusable("an address");

    /// <exception cref="GitHubUnavailableException">The text is not a branch's name.</exception>
    public static string Branch(string? name) => name is { Length: > 0 } ? name : throw Unusable("a branch's name");

    /// <exception cref="GitHubUnavailableException">There is no such number.</exception>
    public static long Id(long id) => id > 0 ? id : throw Unusable("an id");

    private static GitHubUnavailableException Unusable(string what) =>
        new($"GitHub's answer holds something else where {what} is expected.", null);
}
