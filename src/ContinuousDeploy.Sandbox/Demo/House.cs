using System.Globalization;
using System.Net;
using ContinuousDeploy.Sandbox.Demo.Story;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.Pages;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>Everything that runs for the demo: the local GitHub in here, the bot and what it starts beside.</summary>
public sealed class House(StateFolder state, Ports ports, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan FirstReleases = TimeSpan.FromSeconds(120);

    private SandboxServer? gitHub;
    private BotProcess? bot;

    public Uri GitHub { get; } = At(ports.GitHub);

    public Uri BotUrl { get; } = At(ports.Bot);

    public Uri Production { get; } = At(ports.Production);

    public Uri Staging { get; } = At(ports.Staging);

    /// <summary>The bot's process.</summary>
    /// <exception cref="InvalidOperationException">The house was not started.</exception>
    public BotProcess Bot => bot ?? throw new InvalidOperationException("The house was not started.");

    /// <summary>Starts everything and waits until both shops serve users.</summary>
    /// <exception cref="DemoException">Something did not start; what, and what to do.</exception>
    public async Task StartAsync(Progress progress, CancellationToken cancellationToken)
    {
        // Until all is up, whoever reads an error may want to look into the logs.
        state.Keep = true;
        var programs = BuiltPrograms.Find();
        await progress.DuringAsync(
            $"pack {SampleVersion.All.Length} versions of the storefront",
            () => Task.Run(() => ArtifactPacker.PackAll(programs.Storefront, state.Artifacts), cancellationToken));
        gitHub = await progress.DuringAsync("start the local GitHub", () => StartGitHubAsync(cancellationToken));
        var app = await progress.DuringAsync(
            $"make the repository {SampleRepository.FullName}",
            () => SampleWorld.FillAsync(gitHub, state, ports, cancellationToken));
        bot = new BotProcess(programs, Settings(app, gitHub), time);
        await progress.DuringAsync("start the bot", () => bot.StartAsync(cancellationToken));
        await progress.DuringAsync(
            "deploy what Git says to staging and production", () => UntilLiveAsync(cancellationToken));
        state.Keep = false;
    }

    /// <summary>A person at the pages.</summary>
    public Browser Browser(string login) => new(GitHub, SampleRepository.FullName, login);

    /// <summary>GitHub's API, asked by a person who may read.</summary>
    public GitHubApi Api()
    {
        var reader = gitHub!.World.FindAccount(SamplePeople.Reader)!;
        return new GitHubApi(gitHub.ApiUrl, SampleRepository.FullName, reader.Token);
    }

    /// <summary>A clone of the environments repository of one's own.</summary>
    public EnvironmentsRepository Clone() =>
        new(Path.Combine(state.Path, "clone.git"), new Uri(GitHub, $"{SampleRepository.FullName}.git"));

    /// <summary>Ends everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (bot is not null)
        {
            await bot.DisposeAsync();
            bot = null;
        }

        await StartedProcesses.EndAsync(state.Path, time);
        if (gitHub is not null)
        {
            await gitHub.DisposeAsync();
            gitHub = null;
        }
    }

    private static Uri At(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private Task<SandboxServer> StartGitHubAsync(CancellationToken cancellationToken)
    {
        var options = new SandboxOptions
        {
            Folder = state.GitHub,
            Port = ports.GitHub,
            AddEndpoints = (application, server) => new PageEndpoints(server, Site()).Map(application),
        };
        return SandboxServer.StartAsync(options, time, cancellationToken);
    }

    private SiteSettings Site() => new(
        [.. SampleVersion.All.Select(version => (version.Version, version.Description))],
        [("The bot", BotUrl), ("Shop in production", Production), ("Shop in staging", Staging)]);

    private BotSettings Settings(App app, SandboxServer server)
    {
        var keyFile = Path.Combine(state.Bot, "app.pem");
        File.WriteAllText(keyFile, app.PrivateKeyPem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new BotSettings(
            BotUrl, server.ApiUrl, app.Id, keyFile, app.WebhookSecret, SampleRepository.FullName, ports, state);
    }

    private async Task UntilLiveAsync(CancellationToken cancellationToken)
    {
        using var shops = new Shops(Production, Staging);
        using var deadline = new CancellationTokenSource(FirstReleases, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            foreach (var environment in shops.Environments)
            {
                while ((await shops.LookAsync(environment, both.Token)).Status != (int)HttpStatusCode.OK)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), time, both.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw await Bot.FailureAsync($"No version was live after {FirstReleases.TotalSeconds:0} seconds.");
        }
    }
}
