using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Testing;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Benchmarks;

/// <summary>The local GitHub with the app, and with an environments repository that one person may change.</summary>
internal sealed record LocalGitHub(SandboxServer Server, App App, Repository Repository, Account Writer) : IAsyncDisposable
{
    private const string Secret = "the webhook secret of a benchmark";

    /// <param name="source">The folder with the repository's first files.</param>
    public static async Task<LocalGitHub> StartAsync(
        SandboxOptions options, string source, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = await SandboxServer.StartAsync(options, time, cancellationToken);
        var organization = await server.Setup.CreateOrganizationAsync("acme", cancellationToken);
        var app = await server.Setup.CreateAppAsync(organization, BotApp.With(Secret), cancellationToken);
        var repository = await server.People.CreateRepositoryAsync(organization, "environments", source, false, cancellationToken);
        var writer = await server.Setup.CreateUserAsync("writer", cancellationToken);
        repository = await server.Setup.SetRoleAsync(repository, writer, Role.Write, cancellationToken);
        await server.Setup.InstallAsync(app, organization, [repository], cancellationToken);
        return new LocalGitHub(server, app, repository, writer);
    }

    /// <summary>A bot's configuration for it, with all of the bot's files in one folder.</summary>
    public Task<Dictionary<string, string?>> ConfigurationAsync(DirectoryInfo folder, CancellationToken cancellationToken) =>
        BotConfiguration.InAsync(folder, Server, App, Secret, cancellationToken);

    /// <summary>From now on a bot is sent the webhooks.</summary>
    public async Task<LocalGitHub> SendToAsync(Uri bot, CancellationToken cancellationToken) => this with
    {
        App = await Server.Setup.SetWebhookAsync(App, new Uri(bot, WebhookRegistration.Path), Secret, cancellationToken),
    };

    /// <summary>The writer opens a pull request that pins a version.</summary>
    /// <param name="pins">The files with the pins.</param>
    public async Task<PullRequest> OpenAsync(
        string version, IEnumerable<KeyValuePair<string, string?>> pins, CancellationToken cancellationToken)
    {
        await Server.People.PushAsync(Repository, Writer, version, $"Pin {version}", pins, cancellationToken);
        var asked = new NewPullRequest($"Pin {version}", version, "main", "", false);
        return await Server.People.OpenPullRequestAsync(Repository, Writer, asked, cancellationToken);
    }

    /// <summary>The writer merges it, as it is by now.</summary>
    /// <returns>The merge commit.</returns>
    public async Task<string> MergeAsync(PullRequest pullRequest, CancellationToken cancellationToken) =>
        (await Server.People.MergeAsync(
            Server.World.PullRequests[pullRequest.Id], Writer, MergeRequest.Plain, cancellationToken)).Value;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
