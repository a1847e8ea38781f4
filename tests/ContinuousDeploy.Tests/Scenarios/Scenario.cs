using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContinuousDeploy.Hosting;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Tests.Contract;
using ContinuousDeploy.Traffic;
using ContinuousDeploy.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// The real bot beside the real sandbox, over HTTP, with time that passes when the test says so. Begins with 1.4.1 live
/// in staging and production.
/// </summary>
public sealed partial class Scenario : IAsyncDisposable
{
    /// <summary>A secret of the instances, which the bot reads from a file and gives to what it starts.</summary>
    public const string TargetSecret = "canary-database/password+ö?&\"1";

    // In nobody else's tests: bots of other tests are child processes too, and are given theirs in the environment.
    private const string Secret = "canary: the webhook secret of a scenario";
    private const string OtherSecret = "canary: another webhook secret, for the change of secrets";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("scenario");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    // Set by StartAsync, without which there is no scenario: a constructor cannot wait for them.
    private SandboxServer github = null!;
    private ContinuousDeploy.Sandbox.GitHub.State.App app = null!;
    private Repository repository = null!;
    private WebApplication bot = null!;

    private Scenario()
    {
    }

    public InProcessTarget Target { get; } = new();

    public RememberedTraffic Traffic { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="change">Files that differ from the sample; null takes one away.</param>
    public static async Task<Scenario> StartAsync(params (string Path, string? Text)[] change)
    {
        var scenario = new Scenario();
        foreach (var version in (string[])["1.4.1", "1.5.0", "1.6.0"])
        {
            scenario.Target.Publish(version, Behaviour.Good);
        }

        scenario.Target.Publish("1.5.1-broken", Behaviour.BrokenCheckout);
        scenario.Target.Publish("1.5.2-stuck", Behaviour.NeverReady);
        await scenario.StartGitHubAsync(change);
        await scenario.StartBotAsync();
        await scenario.SettleAsync();
        await scenario.PassAsync(TimeSpan.FromMinutes(1));
        return scenario;
    }

    /// <summary>The bot is stopped, as an upgrade would, and started again on the same ledger.</summary>
    public async Task RestartBotAsync()
    {
        await RestartBotAsync(() => Task.CompletedTask);
    }

    /// <param name="meanwhile">What people do while there is no bot.</param>
    public async Task RestartBotAsync(Func<Task> meanwhile)
    {
        await StopBotAsync();
        await meanwhile();
        await StartBotAsync();
        await SettleAsync();
    }

    /// <summary>Waits until nothing is going on: every webhook is delivered and worked off, every effect is done.</summary>
    public async Task SettleAsync()
    {
        var work = bot.Services.GetRequiredService<WorkInProgress>();
        int before;
        do
        {
            before = github.Webhooks.Log.All.Count();
            await InTimeAsync(github.Webhooks.WhenDeliveredAsync(Cancellation), "webhooks are still being delivered");
            await InTimeAsync(work.WhenIdleAsync(Cancellation), "deliveries, effects or errands are still under way");
        }
        while (github.Webhooks.Log.All.Count() != before);
    }

    /// <summary>A bot that hangs fails its test and says at what, in real time, instead of holding up the whole run.</summary>
    private static async Task InTimeAsync(Task settled, string otherwise)
    {
        try
        {
            await settled.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The scenario does not settle: {otherwise}.");
        }
    }

    /// <summary>Time passes, and what was waiting for it happens.</summary>
    public async Task PassAsync(TimeSpan length, int times = 1)
    {
        for (var pass = 0; pass < times; pass++)
        {
            time.Advance(length);
            await SettleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopBotAsync();
        await github.DisposeAsync();
        await Target.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StartGitHubAsync((string Path, string? Text)[] change)
    {
        var judged = await TestContext.Current.GetFixture<JudgedScenarios>()
            ?? throw new InvalidOperationException("The judges' fixture is missing.");
        var options = new SandboxOptions
        {
            Folder = folder.CreateSubdirectory("git").FullName,
            Observe = exchange =>
            {
                exchanges.Enqueue(exchange);
                judged.Add(exchange);
            },
        };
        github = await SandboxServer.StartAsync(options, time, Cancellation);
        var organization = await github.Setup.CreateOrganizationAsync("acme", Cancellation);
        app = await github.Setup.CreateAppAsync(
            organization,
            new NewApp("continuous-deploy", null, Secret, AppPermissions, ["push", "pull_request", "issue_comment", "check_run"]),
            Cancellation);
        repository = await github.People.CreateRepositoryAsync(
            organization, "environments", WriteFiles(change), true, Cancellation);
        await github.Setup.InstallAsync(app, organization, [repository], Cancellation);
        foreach (var (login, role) in People)
        {
            var person = await github.Setup.CreateUserAsync(login, Cancellation);
            repository = await github.Setup.SetRoleAsync(repository, person, role, Cancellation);
        }
    }

    private static readonly (string Login, Role Role)[] People =
        [("owner", Role.Admin), ("writer", Role.Write), ("reader", Role.Read)];

    private static ImmutableSortedDictionary<string, string> AppPermissions => ImmutableSortedDictionary<string, string>.Empty
        .Add("checks", "write").Add("contents", "write").Add("deployments", "write").Add("issues", "write")
        .Add("pull_requests", "write").Add("members", "read");

    private string WriteFiles((string Path, string? Text)[] change)
    {
        var source = folder.CreateSubdirectory("source");
        var files = SampleEnvironments.Files.ToDictionary(file => file.Key, file => (string?)file.Value);
        foreach (var (path, text) in change)
        {
            files[path] = text;
        }

        foreach (var (path, text) in files.Where(file => file.Value is not null))
        {
            var file = Path.Combine(source.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return source.FullName;
    }

    private async Task StopBotAsync()
    {
        await WhileTimePassesAsync(bot.StopAsync(CancellationToken.None));
        await WhileTimePassesAsync(bot.DisposeAsync().AsTask());
    }

    /// <summary>Orleans waits by the same clock when it stops: nothing would ever end that wait for it.</summary>
    private async Task WhileTimePassesAsync(Task task)
    {
        while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System)) != task)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await task;
    }

    private async Task StartBotAsync()
    {
        var key = Path.Combine(folder.FullName, "app.pem");
        await File.WriteAllTextAsync(key, app.PrivateKeyPem, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "secret"), TargetSecret, Cancellation);
        bot = Bot.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Configuration(key));
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(new TestOutputLogs(log));
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.RemoveAll<ITarget>().AddSingleton<ITarget>(Target);
            builder.Services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(Traffic);
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
        });
        await InTimeAsync(bot.StartAsync(Cancellation), "the bot does not start");
        app = await github.Setup.SetWebhookAsync(
            app, new Uri(new Uri(bot.Urls.Single()), WebhookRegistration.Path), Secret, Cancellation);
    }

    private Dictionary<string, string?> Configuration(string key) => new()
    {
        ["GitHub:AppId"] = app.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["GitHub:PrivateKeyFile"] = key,
        ["GitHub:WebhookSecrets:0"] = Secret,
        ["GitHub:WebhookSecrets:1"] = OtherSecret,
        ["GitHub:ApiUrl"] = github.ApiUrl.ToString(),
        ["Ledger:ConnectionString"] = $"Data Source={Path.Combine(folder.FullName, "ledger.db")}",
        ["Artifacts:Folder"] = folder.CreateSubdirectory("artifacts").FullName,
        ["Mirrors:Folder"] = folder.CreateSubdirectory("mirrors").FullName,
        ["Targets:local:Kind"] = "process",
        ["Targets:local:Folder"] = folder.CreateSubdirectory("instances").FullName,
        ["Targets:local:Repositories:0"] = "acme/environments",
        ["Targets:local:Secrets:DATABASE_URL"] = Path.Combine(folder.FullName, "secret"),
        ["Gateway:Folder"] = folder.CreateSubdirectory("gateway").FullName,
        ["Gateway:Listen:0"] = "http://127.0.0.1:0",
    };
}
