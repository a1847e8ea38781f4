using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.GitHub;

/// <summary>The account the bot's comments are written by: asked for once.</summary>
public sealed class AppIdentity(GitHubClients clients)
{
    private string? login;

    /// <exception cref="GitHubUnavailableException"/>
    public async Task<string> LoginAsync(CancellationToken cancellationToken)
    {
        if (login is null)
        {
            var app = await clients.AsApp(cancellationToken).GitHubApps.GetCurrent();
            login = Answer.Login($"{app.Slug}[bot]");
        }

        return login;
    }
}
