namespace ContinuousDeploy.GitHub;

/// <summary>Where one GitHub answers. All of it follows from the REST address.</summary>
/// <param name="Rest">Ends with a slash.</param>
/// <param name="Git">Scheme, host and port that repositories are fetched from.</param>
public sealed record GitHubAddresses(Uri Rest, Uri GraphQL, Uri Git)
{
    private const string EnterprisePath = "/api/v3/";

    /// <summary>Derives the addresses, or says what is wrong with the one that was configured.</summary>
    public static GitHubAddressesReading Read(string apiUrl)
    {
        if (!Uri.TryCreate(apiUrl.TrimEnd('/') + "/", UriKind.Absolute, out var rest))
        {
            return Unusable("it is not an address");
        }

        if (rest.Scheme != Uri.UriSchemeHttps && !(rest.Scheme == Uri.UriSchemeHttp && rest.IsLoopback))
        {
            return Unusable("it must begin with https://; plain http is allowed to this machine only");
        }

        if (rest.UserInfo.Length + rest.Query.Length + rest.Fragment.Length > 0)
        {
            return Unusable("it must hold no user name, query or fragment");
        }

        return Derive(rest);
    }

    private static GitHubAddressesReading Derive(Uri rest)
    {
        if (rest.AbsolutePath == EnterprisePath)
        {
            return new GitHubAddressesReading.Usable(
                new GitHubAddresses(rest, new Uri(rest, "/api/graphql"), new Uri(rest, "/")));
        }

        if (rest.AbsolutePath == "/" && rest.Host.StartsWith("api.", StringComparison.Ordinal))
        {
            var git = new UriBuilder(rest) { Host = rest.Host["api.".Length..] }.Uri;
            return new GitHubAddressesReading.Usable(new GitHubAddresses(rest, new Uri(rest, "/graphql"), git));
        }

        return Unusable($"it must be https://api.HOST/ or https://HOST{EnterprisePath}");
    }

    private static GitHubAddressesReading.Unusable Unusable(string reason) =>
        new($"{reason}. For github.com leave it out; for Enterprise Server set https://HOST{EnterprisePath}.");
}

/// <summary>What became of reading the configured address.</summary>
public abstract record GitHubAddressesReading
{
    private GitHubAddressesReading()
    {
    }

    public sealed record Usable(GitHubAddresses Addresses) : GitHubAddressesReading;

    public sealed record Unusable(string Problem) : GitHubAddressesReading;
}
