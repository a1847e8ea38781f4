using System.Collections.Concurrent;
using ContinuousDeploy.Hosting;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
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
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-");
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    // Set by CreateAsync, without which there is no scene: a constructor cannot wait for them.
    private LocalGitHub github = null!;
    private MemoryTarget target = null!;
    private WebApplication bot = null!;

    private FleetScene()
    {
    }

    public CountingTraffic Traffic { get; } = new();

    public MemoryTarget Target => target;

    public CountingLedger Ledger => (CountingLedger)bot.Services.GetRequiredService<ILedger>();

    public CountingMirrors Mirrors => (CountingMirrors)bot.Services.GetRequiredService<IMirrors>();

    /// <summary>Every call of the bot to GitHub so far.</summary>
    public IReadOnlyCollection<Exchange> Exchanges => exchanges;

    /// <summary>GitHub's limits that were broken.</summary>
    public int Breaches => github.Server.Limits.Report.Breaches.Length;

    /// <summary>Makes everything and does not start the bot yet.</summary>
    public static async Task<FleetScene> CreateAsync(FleetFiles files, CancellationToken cancellationToken)
    {
        var scene = new FleetScene();
        scene.target = await MemoryTarget.StartAsync(cancellationToken);
        var source = scene.Sub("source");
        files.WriteTo(source);
        var options = new SandboxOptions { Folder = scene.Sub("git"), Observe = scene.exchanges.Enqueue };
        scene.github = await LocalGitHub.StartAsync(options, source, TimeProvider.System, cancellationToken);
        scene.bot = await scene.BuildAsync(cancellationToken);
        return scene;
    }

    /// <summary>Starts the bot, which finds the repository and deploys all of it.</summary>
    public async Task StartBotAsync(CancellationToken cancellationToken)
    {
        await bot.StartAsync(cancellationToken);
        github = await github.SendToAsync(new Uri(bot.Urls.Single()), cancellationToken);
    }

    /// <summary>One reconcile tick; returns when all that it led to has ended.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await bot.Services.GetRequiredService<ReconcileTick>().RunOnceAsync(cancellationToken);
        await bot.Services.GetRequiredService<WorkInProgress>().WhenIdleAsync(cancellationToken);
    }

    /// <summary>Opens a pull request that pins a version in many stages.</summary>
    public Task<PullRequest> OpenAsync(int stages, int environments, string version, CancellationToken cancellationToken) =>
        github.OpenAsync(version, FleetFiles.Pins(stages, environments, version), cancellationToken);

    /// <returns>The merge commit.</returns>
    public Task<string> MergeAsync(PullRequest pullRequest, CancellationToken cancellationToken) =>
        github.MergeAsync(pullRequest, cancellationToken);

    public Task<string?> TipAsync(CancellationToken cancellationToken) =>
        new ContinuousDeploy.Sandbox.GitHub.Git.BareRepository(github.Repository.Folder).BranchAsync("main", cancellationToken);

    /// <summary>Waits until a commit's aggregate check has a conclusion.</summary>
    public async Task ConcludedAsync(string commit, CancellationToken cancellationToken)
    {
        while (!github.Server.World.LatestCheckRunsOf(github.Repository, commit).Any(run => run is { Name: "deploy / all", Conclusion: not null }))
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

    private async Task<WebApplication> BuildAsync(CancellationToken cancellationToken)
    {
        var configuration = await github.ConfigurationAsync(folder, cancellationToken);
        return Bot.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(configuration);
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

    private string Sub(string name) => folder.CreateSubdirectory(name).FullName;
}
