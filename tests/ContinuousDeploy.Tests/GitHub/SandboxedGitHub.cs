using System.Globalization;
using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>The sandbox with a repository that the app is installed on, and the parts that speak to it.</summary>
public sealed class SandboxedGitHub : IAsyncDisposable
{
    public const string PinFile = "environments/production/storefront.yaml";

    private readonly DirectoryInfo folder;
    private ServiceProvider services = null!;

    private SandboxedGitHub(DirectoryInfo folder, SandboxServer server, FakeTimeProvider time)
    {
        this.folder = folder;
        Server = server;
        Time = time;
    }

    public SandboxServer Server { get; }

    public FakeTimeProvider Time { get; }

    public MemoryPostedObjects Posted { get; } = new();

    /// <summary>Owns the repository.</summary>
    public Account Owner { get; private set; } = null!;

    public App App { get; private set; } = null!;

    public Installation Installation { get; private set; } = null!;

    public Repository Repository { get; private set; } = null!;

    /// <summary>The repository, as the bot knows it.</summary>
    public RepositoryReference Reference { get; private set; } = null!;

    /// <summary>The first commit of the default branch.</summary>
    public CommitSha First { get; private set; }

    public IReporter Reporter => services.GetRequiredService<IReporter>();

    public IProposals Proposals => services.GetRequiredService<IProposals>();

    public IRepositories Repositories => services.GetRequiredService<IRepositories>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SandboxedGitHub> StartAsync(Action<Exchange>? observe = null)
    {
        var folder = Directory.CreateTempSubdirectory("sandboxed-github");
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var options = new SandboxOptions { Folder = folder.CreateSubdirectory("git").FullName, Observe = observe };
        var server = await SandboxServer.StartAsync(options, time, Cancellation);
        var github = new SandboxedGitHub(folder, server, time);
        await github.PrepareAsync();
        return github;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Lets the answer to the next matching request get lost after it took effect.</summary>
    public void LoseAnswer(string method, string path) =>
        Server.Faults.Add(new RequestFault(method, path, RequestFaultKind.DropAnswer));

    /// <summary>Commits a change to the pin on a branch of its own.</summary>
    public async Task<CommitSha> PushAsync(string branch, string version) =>
        new(await Server.People.PushAsync(
            Repository, Owner, branch, $"Take {version}", [new(PinFile, $"version: {version}\n")], Cancellation));

    /// <summary>Opens a pull request that changes the pin.</summary>
    public async Task<PullRequest> OpenPullRequestAsync(string version)
    {
        await PushAsync($"take-{version}", version);
        return await Server.People.OpenPullRequestAsync(
            Repository,
            Owner,
            new NewPullRequest($"Take {version}", $"take-{version}", Repository.DefaultBranch, "", Draft: false),
            Cancellation);
    }

    private async Task PrepareAsync()
    {
        Owner = await Server.Setup.CreateOrganizationAsync("acme", Cancellation);
        var sources = folder.CreateSubdirectory("files");
        var pin = new FileInfo(Path.Combine(sources.FullName, PinFile));
        pin.Directory!.Create();
        await File.WriteAllTextAsync(pin.FullName, "version: 1.0.0\n", Cancellation);
        Repository = await Server.People.CreateRepositoryAsync(
            Owner, "environments", sources.FullName, isPrivate: true, Cancellation);
        App = await Server.Setup.CreateAppAsync(Owner, BotApp.With("webhook-secret"), Cancellation);
        Installation = await Server.Setup.InstallAsync(App, Owner, null, Cancellation);
        Reference = new RepositoryReference(Repository.Id, Installation.Id, Owner.Login, Repository.Name);
        services = Connect();
        First = new CommitSha((await Site.Git(Repository).BranchAsync(Repository.DefaultBranch, Cancellation))!);
    }

    /// <summary>Another bot of the same app, configured in another way. The caller disposes it.</summary>
    public ServiceProvider Connect(params (string Key, string Value)[] more)
    {
        var keyFile = Path.Combine(folder.FullName, "app.pem");
        File.WriteAllText(keyFile, App.PrivateKeyPem);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GitHub:AppId"] = App.Id.ToString(CultureInfo.InvariantCulture),
            ["GitHub:PrivateKeyFile"] = keyFile,
            ["GitHub:WebhookSecrets:0"] = "webhook-secret",
            ["GitHub:ApiUrl"] = Server.ApiUrl.AbsoluteUri,
        }).AddInMemoryCollection(more.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)));
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration.Build())
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IPostedObjects>(Posted)
            .AddLogging()
            .AddGitHub()
            .BuildServiceProvider(validateScopes: true);
    }
}
