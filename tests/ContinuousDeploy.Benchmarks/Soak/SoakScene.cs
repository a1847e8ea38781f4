using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>People and the local GitHub, with the bot in a process of its own and one time for all of them.</summary>
internal sealed class SoakScene : IAsyncDisposable
{
    private const string Secret = "the webhook secret of a benchmark";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("soak-");
    private readonly FakeTimeProvider time = new(SoakBot.Start);

    // Set by StartAsync, without which there is no scene: a constructor cannot wait for them.
    private SandboxServer github = null!;
    private App app = null!;
    private Repository repository = null!;

    private SoakScene()
    {
    }

    public SoakBot Bot { get; private set; } = null!;

    /// <summary>How much time has passed.</summary>
    public TimeSpan Passed => time.GetUtcNow() - SoakBot.Start;

    private static ImmutableSortedDictionary<string, string> Permissions => ImmutableSortedDictionary<string, string>.Empty
        .Add("checks", "write").Add("contents", "write").Add("deployments", "write").Add("issues", "write")
        .Add("pull_requests", "write").Add("members", "read");

    public static async Task<SoakScene> StartAsync(CancellationToken cancellationToken)
    {
        var scene = new SoakScene();
        await scene.StartGitHubAsync(cancellationToken);
        scene.Bot = await SoakBot.StartAsync(await scene.ConfigurationAsync(cancellationToken), cancellationToken);
        scene.app = await scene.github.Setup.SetWebhookAsync(
            scene.app, new Uri(scene.Bot.Address, WebhookRegistration.Path), Secret, cancellationToken);
        await scene.PassAsync(TimeSpan.FromMinutes(1), 5, cancellationToken);
        return scene;
    }

    /// <summary>Somebody merges a pull request that pins a version in every stage.</summary>
    public async Task<int> ReleaseAsync(string version, CancellationToken cancellationToken)
    {
        var person = github.World.FindAccount("writer")!;
        await github.People.PushAsync(
            repository, person, version, $"Pin {version}", SoakFiles.At(version), cancellationToken);
        var asked = new NewPullRequest($"Pin {version}", version, "main", "", false);
        var pullRequest = await github.People.OpenPullRequestAsync(repository, person, asked, cancellationToken);
        await PassAsync(TimeSpan.FromMinutes(1), 1, cancellationToken);
        await github.People.MergeAsync(
            github.World.PullRequests[pullRequest.Id], person, MergeRequest.Plain, cancellationToken);
        return pullRequest.Number;
    }

    public Task CommentAsync(int pullRequest, string body, CancellationToken cancellationToken) =>
        github.People.CommentAsync(repository, pullRequest, github.World.FindAccount("writer")!, body, cancellationToken);

    /// <summary>Time passes, and all that it leads to happens.</summary>
    public async Task PassAsync(TimeSpan length, int times, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        for (var pass = 0; pass < times; pass++)
        {
            time.Advance(length);
            await Bot.PassAsync(length, cancellationToken);
            await SettleAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        await github.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        int before;
        do
        {
            before = github.Webhooks.Log.All.Count();
            await github.Webhooks.WhenDeliveredAsync(cancellationToken);
            await Bot.SettleAsync(cancellationToken);
        }
        while (github.Webhooks.Log.All.Count() != before);
    }

    private async Task StartGitHubAsync(CancellationToken cancellationToken)
    {
        github = await SandboxServer.StartAsync(new SandboxOptions { Folder = Sub("git") }, time, cancellationToken);
        var organization = await github.Setup.CreateOrganizationAsync("acme", cancellationToken);
        app = await github.Setup.CreateAppAsync(
            organization,
            new NewApp("continuous-deploy", null, Secret, Permissions, ["push", "pull_request", "issue_comment"]),
            cancellationToken);
        SoakFiles.WriteTo(Sub("source"), "1.0.0");
        repository = await github.People.CreateRepositoryAsync(organization, "environments", Sub("source"), false, cancellationToken);
        var writer = await github.Setup.CreateUserAsync("writer", cancellationToken);
        repository = await github.Setup.SetRoleAsync(repository, writer, Role.Write, cancellationToken);
        await github.Setup.InstallAsync(app, organization, [repository], cancellationToken);
    }

    private async Task<Dictionary<string, string>> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var key = Path.Combine(folder.FullName, "app.pem");
        await File.WriteAllTextAsync(key, app.PrivateKeyPem, cancellationToken);
        return new()
        {
            ["GitHub:AppId"] = app.Id.ToString(CultureInfo.InvariantCulture),
            ["GitHub:PrivateKeyFile"] = key,
            ["GitHub:WebhookSecrets:0"] = Secret,
            ["GitHub:ApiUrl"] = github.ApiUrl.ToString(),
            ["Ledger:ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "ledger.db")}",
            ["Artifacts:Folder"] = Sub("artifacts"),
            ["Mirrors:Folder"] = Sub("mirrors"),
            ["Targets:local:Kind"] = "process",
            ["Targets:local:Folder"] = Sub("instances"),
            ["Targets:local:Repositories:0"] = "acme/environments",
            ["Gateway:Folder"] = Sub("gateway"),
            ["Gateway:Listen:0"] = "http://127.0.0.1:0",
        };
    }

    private string Sub(string name) => folder.CreateSubdirectory(name).FullName;
}
