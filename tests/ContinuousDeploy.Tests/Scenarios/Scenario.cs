using System.Collections.Concurrent;
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
    private SandboxWithApp started = null!;
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
        var observe = (Exchange exchange) =>
        {
            judged.Add(exchange);
            Observe(exchange);
        };
        started = await SandboxWithApp.StartAsync(folder, time, observe, Secret, change, Cancellation);
        (github, app, repository) = (started.Server, started.App, started.Repository);
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
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "secret"), TargetSecret, Cancellation);
        var configuration = await started.ConfigurationAsync(folder, Cancellation);
        configuration["GitHub:WebhookSecrets:1"] = OtherSecret;
        configuration["Targets:local:Secrets:DATABASE_URL"] = Path.Combine(folder.FullName, "secret");
        bot = Bot.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(configuration);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddProvider(new TestOutputLogs(log));
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.RemoveAll<ITarget>().AddSingleton<ITarget>(new LosingTarget(Target, Answers));
            builder.Services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(new LosingTraffic(Traffic, Answers));
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
        });
        await InTimeAsync(bot.StartAsync(Cancellation), "the bot does not start");
        app = await github.Setup.SetWebhookAsync(
            app, new Uri(new Uri(bot.Urls.Single()), WebhookRegistration.Path), Secret, Cancellation);
    }
}
