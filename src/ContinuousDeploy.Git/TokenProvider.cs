using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>
/// Gives the token of one fetch to the configured server, once. The library asks again after a refusal without saying
/// so, and asks for any server that an answer redirected it to.
/// </summary>
internal sealed class TokenProvider(GitServer server, string? token)
{
    private int asked;

    /// <summary>Why the last question was not answered, or null.</summary>
    public string? Refusal { get; private set; }

    /// <exception cref="LibGit2SharpException">No token is given out; the fetch ends.</exception>
    public Credentials Answer(string url, string? user, SupportedCredentialTypes types)
    {
        _ = (user, types);
        Refusal = !server.Owns(url) ? "The server sent the fetch to another host, which gets no token."
            : token is null ? "The server asks for a token and none was given."
            : ++asked > 1 ? "The server refused the token."
            : null;
        return Refusal is null
            ? new UsernamePasswordCredentials { Username = "x-access-token", Password = token }
            : throw new LibGit2SharpException(Refusal);
    }
}
