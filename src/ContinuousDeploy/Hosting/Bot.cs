using ContinuousDeploy.Evidence;
using ContinuousDeploy.Git;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using ContinuousDeploy.Verification;
using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>Puts the bot together.</summary>
public static class Bot
{
    /// <param name="configure">Replaces parts before the bot is built; for hosts that run it inside themselves.</param>
    public static WebApplication Build(string[] arguments, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLedger();
        Cluster.Add(builder);
        AddNeighbours(builder.Services);
        AddStages(builder.Services);
        builder.Services.AddGitHubWebhooks();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ReconcileTick>());
        builder.Services.AddHostedService<RedeliveryLoop>();
        builder.Services.AddSingleton<Measurements>();
        configure?.Invoke(builder);

        var application = builder.Build();
        // Before anything is made of the options, so that all that is wrong is said at once.
        application.Services.GetRequiredService<IStartupValidator>().Validate();
        application.MapGitHubWebhooks();
        application.MapHealth();
        application.MapMeasurements();
        return application;
    }

    private static void AddNeighbours(IServiceCollection services)
    {
        services.AddGitHub();
        services.AddSingleton<IPostedObjects, PostedObjects>();
        services.AddArtifacts();
        services.AddTargets();
        services.AddGatewayTraffic();
        services.AddHostedService<GatewayWatch>();
        services.AddSingleton<ISmokeRunner, SmokeRunner>();
        services.AddOptionsWithValidateOnStart<MirrorOptions, MirrorOptionsValidator>()
            .BindConfiguration(MirrorOptions.Section);
        services.TryAddSingleton<IMirrors>(provider => new GitMirrors(
            provider.GetRequiredService<IOptions<MirrorOptions>>().Value.Folder,
            new GitServer(provider.GetRequiredService<GitHubAddresses>().Git),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddStages(IServiceCollection services)
    {
        services.TryAddSingleton<WorkInProgress>();
        services.AddSingleton<ClusterRepositories>();
        services.AddSingleton<IRepositoryEvents>(provider => provider.GetRequiredService<ClusterRepositories>());
        services.AddSingleton<IStageListener>(provider => provider.GetRequiredService<ClusterRepositories>());
        services.AddSingleton<IStages, ClusterStages>();
        services.AddSingleton<StageEffects>();
        services.AddSingleton<StageRunners>();
        services.AddSingleton<RepositoryRunners>();
        services.AddSingleton<ReconcileTick>();
        services.AddSingleton<RedeliverySweep>();
    }
}
