using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Hosting;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using ContinuousDeploy.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>
/// The real bot (Orleans, SQLite, Git mirror) with many stages, beside the local GitHub over HTTP, in one process.
/// Only instances and traffic are in memory.
/// </summary>
internal sealed class FleetScene : IAsyncDisposable
{
    private const string Secret = "the webhook secret of a benchmark";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-");
    private readonly ConcurrentQueue<Exchange> exchanges = new();
    private readonly FleetFiles files;

    // Set by StartAsync, without which there is no scene: a constructor cannot wait for them.
    private SandboxServer github = null!;
    private App app = null!;
    private Repository repository = null!;
    private MemoryTarget target = null!;
    private WebApplication bot = null!;

    private FleetScene(FleetFiles files) => this.files = files;

    public CountingTraffic Traffic { get; } = new();

    public MemoryTarget Target => target;

    public CountingLedger Ledger => (CountingLedger)bot.Services.GetRequiredService<ILedger>();

    public CountingMirrors Mirrors => (CountingMirrors)bot.Services.GetRequiredService<IMirrors>();

    /// <summary>Every call of the bot to GitHub so far.</summary>
    public IReadOnlyCollection<Exchange> Exchanges => exchanges;

    /// <summary>GitHub's limits that were broken.</summary>
    public int Breaches => github.Limits.Report.Breaches.Length;

    private static ImmutableSortedDictionary<string, string> Permissions => ImmutableSortedDictionary<string, string>.Empty
        .Add("checks", "write").Add("contents", "write").Add("deployments", "write").Add("issues", "write")
        .Add("pull_requests", "write").Add("members", "read");

    /// <summary>Makes everything and does not start the bot yet.</summary>
    public static async Task<FleetScene> CreateAsync(FleetFiles files, CancellationToken cancellationToken)
    {
        var scene = new FleetScene(files);
        scene.target = await MemoryTarget.StartAsync(cancellationToken);
        await scene.StartGitHubAsync(cancellationToken);
        scene.bot = await scene.BuildAsync(cancellationToken);
        return scene;
    }

    /// <summary>Starts the bot, which finds the repository and deploys all of it.</summary>
    public async Task StartBotAsync(CancellationToken cancellationToken)
    {
        await bot.StartAsync(cancellationToken);
        app = await github.Setup.SetWebhookAsync(
            app, new Uri(new Uri(bot.Urls.Single()), WebhookRegistration.Path), Secret, cancellationToken);
    }

    /// <summary>One reconcile tick; returns when all that it led to has ended.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await bot.Services.GetRequiredService<ReconcileTick>().RunOnceAsync(cancellationToken);
        await bot.Services.GetRequiredService<WorkInProgress>().WhenIdleAsync(cancellationToken);
    }

    /// <summary>Opens a pull request that pins a version in many stages.</summary>
    public async Task<PullRequest> OpenAsync(int stages, int environments, string version, CancellationToken cancellationToken)
    {
        var person = github.World.FindAccount("writer")!;
        var pins = FleetFiles.Pins(stages, environments, version);
        await github.People.PushAsync(repository, person, version, $"Pin {version}", pins, cancellationToken);
        var asked = new NewPullRequest($"Pin {version}", version, "main", "", false);
        return await github.People.OpenPullRequestAsync(repository, person, asked, cancellationToken);
    }

    /// <returns>The merge commit.</returns>
    public async Task<string> MergeAsync(PullRequest pullRequest, CancellationToken cancellationToken) =>
        (await github.People.MergeAsync(
            pullRequest, github.World.FindAccount("writer")!, MergeRequest.Plain, cancellationToken)).Value;

    public Task<string?> TipAsync(CancellationToken cancellationToken) =>
        new ContinuousDeploy.Sandbox.GitHub.Git.BareRepository(repository.Folder).BranchAsync("main", cancellationToken);

    /// <summary>Waits until a commit's aggregate check has a conclusion.</summary>
    public async Task ConcludedAsync(string commit, CancellationToken cancellationToken)
    {
        while (!github.World.LatestCheckRunsOf(repository, commit).Any(run => run is { Name: "deploy / all", Conclusion: not null }))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await bot.StopAsync();
        await bot.DisposeAsync();
        await github.DisposeAsync();
        await target.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StartGitHubAsync(CancellationToken cancellationToken)
    {
        var options = new SandboxOptions { Folder = Sub("git"), Observe = exchanges.Enqueue };
        github = await SandboxServer.StartAsync(options, TimeProvider.System, cancellationToken);
        var organization = await github.Setup.CreateOrganizationAsync("acme", cancellationToken);
        app = await github.Setup.CreateAppAsync(
            organization,
            new NewApp("continuous-deploy", null, Secret, Permissions, ["push", "pull_request", "issue_comment"]),
            cancellationToken);
        var source = Sub("source");
        files.WriteTo(source);
        repository = await github.People.CreateRepositoryAsync(organization, "environments", source, false, cancellationToken);
        var writer = await github.Setup.CreateUserAsync("writer", cancellationToken);
        repository = await github.Setup.SetRoleAsync(repository, writer, Role.Write, cancellationToken);
        await github.Setup.InstallAsync(app, organization, [repository], cancellationToken);
    }

    private async Task<WebApplication> BuildAsync(CancellationToken cancellationToken)
    {
        var key = Path.Combine(folder.FullName, "app.pem");
        await File.WriteAllTextAsync(key, app.PrivateKeyPem, cancellationToken);
        return Bot.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Configuration(key));
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
            var services = builder.Services;
            services.RemoveAll<ITarget>().AddSingleton<ITarget>(target);
            services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(Traffic);
            services.Remove(services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
            Count<ILedger>(services, ledger => new CountingLedger(ledger));
            Count<IMirrors>(services, mirrors => new CountingMirrors(mirrors));
        });
    }

    private static void Count<T>(IServiceCollection services, Func<T, T> count)
        where T : class
    {
        var real = services.Single(service => service.ServiceType == typeof(T));
        services.Remove(real);
        services.AddSingleton(provider => count((T)real.ImplementationFactory!(provider)));
    }

    private Dictionary<string, string?> Configuration(string key) => new()
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

    private string Sub(string name) => folder.CreateSubdirectory(name).FullName;
}
