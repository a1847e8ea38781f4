using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.GraphQl;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;
using ContinuousDeploy.Sandbox.GitHub.Rest;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.GitHub.Webhooks;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContinuousDeploy.Sandbox.GitHub;

/// <summary>
/// A local GitHub over loopback HTTP: REST below <see cref="ApiUrl"/>, GraphQL, Git over HTTP and signed webhooks, laid
/// out as GitHub Enterprise Server is.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private readonly Links links;

    private SandboxServer(WebApplication application, SandboxOptions options, TimeProvider time)
    {
        this.application = application;
        World = new(time);
        Faults = new();
        Limits = new(options.Limits, time);
        Webhooks = new(World, Faults, time);
        links = new(World);
        Representations json = new(World, links);
        Site site = new(World, links, json, new(World, json, Webhooks));
        PullRequests pullRequests = new(site);
        Pushes pushes = new(site, pullRequests);
        References references = new(site, pushes);
        Merging merging = new(site, pullRequests, pushes);
        Comments comments = new(site);
        Checks checks = new(site);
        RepositoryCreation creation = new(site, pushes, options.Folder);
        Setup = new(site);
        People = new(site, creation, references, pullRequests, merging, comments, checks);

        Authenticator authenticator = new(World);
        ApiPipeline pipeline = new(World, authenticator, Limits, Faults, new(options.Observe, time), time);
        ApiEndpoints endpoints = new(application, site, pipeline);
        CheckRunsApi checkRuns = new(site, checks);
        new AppsApi(site).Map(endpoints);
        new RepositoriesApi(site).Map(endpoints);
        new RefsApi(site, references).Map(endpoints);
        new CommitsApi(site, checkRuns).Map(endpoints);
        new ContentsApi(site).Map(endpoints);
        new PullRequestsApi(site, pullRequests, merging).Map(endpoints);
        new CommentsApi(site, comments).Map(endpoints);
        checkRuns.Map(endpoints);
        new DeploymentsApi(site, new(site, pushes)).Map(endpoints);
        new AccountsApi(site).Map(endpoints);
        new DeliveriesApi(Webhooks, World).Map(endpoints);
        new MetaApi(Limits).Map(endpoints);
        new GraphQlApi(site, new(site, pushes), merging).Map(endpoints);
        endpoints.MapUnknown();
        new SmartHttp(site, authenticator, Faults, pushes, time).Map(application);
        new FaultsApi(Faults).Map(application);
        options.AddEndpoints?.Invoke(application, this);
    }

    /// <summary>The address of the whole: pages and Git.</summary>
    public Uri Url => links.Root;

    /// <summary>The address of the REST API, with a slash at its end.</summary>
    public Uri ApiUrl => new(Url, "/api/v3/");

    /// <summary>The address of the GraphQL API.</summary>
    public Uri GraphQlUrl => new(Url, "/api/graphql");

    /// <summary>Everything there is: read it at any time.</summary>
    public World World { get; }

    /// <summary>What owners set up.</summary>
    public Setup Setup { get; }

    /// <summary>What people do.</summary>
    public People People { get; }

    /// <summary>Webhooks and what came of them.</summary>
    public WebhookSender Webhooks { get; }

    /// <summary>Failing on purpose.</summary>
    public FaultSwitches Faults { get; }

    /// <summary>What was asked, and which limits it broke.</summary>
    public Limits Limits { get; }

    /// <summary>Starts on 127.0.0.1.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(
        SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 256 << 20);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication application = builder.Build();
        SandboxServer server = new(application, options, time);
        server.Webhooks.Start();
        await application.StartAsync(cancellationToken);
        server.links.Root = new(application.Urls.Single());
        return server;
    }

    /// <summary>Stops serving and sending; what is still to be delivered is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await Webhooks.DisposeAsync();
        await application.DisposeAsync();
        World.Dispose();
    }
}
