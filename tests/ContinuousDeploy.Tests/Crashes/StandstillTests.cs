using System.Net;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Tests.Scenarios;
using ContinuousDeploy.Webhooks;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>The installed program whose ledger cannot be used: it stays, says why, takes nothing and does nothing.</summary>
public sealed class StandstillTests : IAsyncLifetime
{
    private const string Secret = "the webhook secret of a bot that stands still";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("standstill");

    // Set by InitializeAsync before a test begins: a constructor cannot wait for them.
    private SandboxWithApp github = null!;
    private BotProcess bot = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Ledger => Path.Combine(folder.FullName, "ledger.db");

    [Fact]
    public async Task A_damaged_row_stops_the_bot_until_a_backup_is_restored()
    {
        await RunAndStopAsync();
        File.Copy(Ledger, Ledger + ".backup");
        Sql("UPDATE streams SET state = replace(state, '1.4.1', '1.3.9')");

        bot.Revive();
        await StandsStillAsync("the state of stream");
        await PushAsync();
        Assert.All(NewDeliveries(), status => Assert.Equal(503, status));
        Assert.Equal(3, await bot.StopAsync(Cancellation));

        File.Move(Ledger + ".backup", Ledger, overwrite: true);
        bot.Revive();
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await bot.GetAsync("readyz", Cancellation));
        await UntilAsync(() => github.Server.World.CheckRuns.All.Any(run => run.HeadSha == pushed));
    }

    [Fact]
    public async Task An_older_copy_stops_the_bot_until_an_operator_accepts_it()
    {
        await RunAndStopAsync();
        File.Copy(Ledger, Ledger + ".old");
        bot.Revive();
        await PushAsync();
        await UntilAsync(() => github.Server.World.CheckRuns.All.Any(run => run.HeadSha == pushed));
        await bot.StopAsync(Cancellation);
        File.Move(Ledger + ".old", Ledger, overwrite: true);

        bot.Revive();
        await StandsStillAsync("it lost rows or is an older copy");
        Assert.Equal(3, await bot.StopAsync(Cancellation));

        File.Delete(Ledger + ".mark");
        bot.Revive();
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await bot.GetAsync("readyz", Cancellation));
    }

    [Fact]
    public async Task A_ledger_that_another_process_holds_is_waited_for()
    {
        await RunAndStopAsync();
        await using (var other = new SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var held = other.BeginTransaction(deferred: false);
            bot.Revive();
            await StandsStillAsync("is locked");
        }

        await UntilAsync(() => bot.GetAsync("readyz", Cancellation).GetAwaiter().GetResult().Status == HttpStatusCode.OK);
        Assert.Equal(0, await bot.StopAsync(Cancellation));
    }

    public async ValueTask InitializeAsync()
    {
        github = await SandboxWithApp.StartAsync(folder, TimeProvider.System, _ => { }, Secret, [], Cancellation);
        var configuration = await github.ConfigurationAsync(folder, Cancellation);
        // By its home the gateway, which outlives the bot, is found again and ended.
        configuration["HOME"] = folder.CreateSubdirectory("home").FullName;
        configuration["Gateway:Program"] = BuiltPrograms.Find().Gateway;
        bot = BotProcess.Installed(configuration);
        await github.Server.Setup.SetWebhookAsync(
            github.App, new Uri(bot.Address, WebhookRegistration.Path), Secret, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        bot.Dispose();
        await StartedProcesses.EndAsync(folder.FullName, TimeProvider.System);
        await github.Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private string pushed = "";
    private int seen;

    /// <summary>The bot lives until it has told of the versions it was asked for. Their artifacts are not there.</summary>
    private async Task RunAndStopAsync()
    {
        bot.Revive();
        await UntilAsync(() => github.Server.World.CheckRuns.All.Any(run => run is { Name: "deploy / all", Conclusion: not null }));
        Assert.Equal(0, await bot.StopAsync(Cancellation));
    }

    private async Task StandsStillAsync(string why)
    {
        var (ready, text) = await bot.GetAsync("readyz", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Contains(why, text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, text), await bot.GetAsync("healthz", Cancellation));
        Assert.Contains(bot.Said, line => line.Contains(why, StringComparison.Ordinal));
    }

    private async Task PushAsync()
    {
        seen = github.Server.Webhooks.Log.All.Count();
        pushed = await github.Server.People.PushAsync(
            github.Repository,
            github.Server.World.FindAccount("writer")!,
            "main",
            "Pin 1.5.0",
            [new("environments/staging/storefront.yaml", SampleEnvironments.Pin("1.5.0"))],
            Cancellation);
        await github.Server.Webhooks.WhenDeliveredAsync(Cancellation);
    }

    private IEnumerable<int> NewDeliveries() =>
        github.Server.Webhooks.Log.All.Skip(seen).Select(delivery => delivery.Result?.StatusCode ?? 0).DefaultIfEmpty(0);

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }
}
