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
    private readonly DirectoryInfo folder;
    private readonly WebApplication bot;
    private LocalGitHub github;

    private FleetScene(
        DirectoryInfo folder,
        LocalGitHub github,
        IReadOnlyCollection<Exchange> exchanges,
        MemoryTarget target,
        CountingTraffic traffic,
        WebApplication bot)
    {
        this.folder = folder;
        this.github = github;
        this.bot = bot;
        Exchanges = exchanges;
        Target = target;
        Traffic = traffic;
    }

    public CountingTraffic Traffic { get; }

    public MemoryTarget Target { get; }

    public CountingLedger Ledger => (CountingLedger)bot.Services.GetRequiredService<ILedger>();

    public CountingMirrors Mirrors => (CountingMirrors)bot.Services.GetRequiredService<IMirrors>();

    /// <summary>Every call of the bot to GitHub so far.</summary>
    public IReadOnlyCollection<Exchange> Exchanges { get; }

    /// <summary>GitHub's limits that were broken.</summary>
    public int Breaches => github.Server.Limits.Report.Breaches.Length;

    /// <summary>Makes everything and does not start the bot yet.</summary>
    public static async Task<FleetScene> CreateAsync(FleetFiles files, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-");
        var source = folder.CreateSubdirectory("source").FullName;
        files.WriteTo(source);
        var exchanges = new ConcurrentQueue<Exchange>();
        var options = new SandboxOptions { Folder = folder.CreateSubdirectory("git").FullName, Observe = exchanges.Enqueue };
        var github = await LocalGitHub.StartAsync(options, source, TimeProvider.System, cancellationToken);
        var (target, traffic) = (await MemoryTarget.StartAsync(cancellationToken), new CountingTraffic());
        var bot = Build(await github.ConfigurationAsync(folder, cancellationToken), target, traffic);
        return new FleetScene(folder, github, exchanges, target, traffic, bot);
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
        await Target.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static WebApplication Build(
        Dictionary<string, string?> configuration, MemoryTarget target, CountingTraffic traffic) =>
        Bot.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
            var services = builder.Services;
            services.RemoveAll<ITarget>().AddSingleton<ITarget>(target);
            services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(traffic);
            services.Remove(services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
            Count<ILedger>(services, ledger => new CountingLedger(ledger));
            Count<IMirrors>(services, mirrors => new CountingMirrors(mirrors));
        });

    private static void Count<T>(IServiceCollection services, Func<T, T> count)
        where T : class
    {
        var real = services.Single(service => service.ServiceType == typeof(T));
        services.Remove(real);
        services.AddSingleton(provider => count((T)real.ImplementationFactory!(provider)));
    }
}
