using System.Buffers;

namespace ContinuousDeploy.GitHub;

/// <summary>Names of accounts and repositories, as GitHub allows them. They stand in addresses.</summary>
public static class GitHubName
{
    private const int Longest = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= Longest } and not ("." or "..")
        && name.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    /// <summary>An account's login; those of apps end with <c>[bot]</c>.</summary>
    public static bool IsLogin(string? login) =>
        IsValid(login is not null && login.EndsWith("[bot]", StringComparison.Ordinal) ? login[..^5] : login);
}
