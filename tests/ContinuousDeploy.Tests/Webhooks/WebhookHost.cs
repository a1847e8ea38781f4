using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Tests.Ledger;
using ContinuousDeploy.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>The receiver, the ledger and the pump in a real server on a port of the machine's own.</summary>
public sealed class WebhookHost : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> counts = new();
    private readonly WebApplication application;

    private WebhookHost(string[] secrets)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(secrets));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IRepositoryEvents>(Events);
        builder.Services.AddLedger().AddGitHubWebhooks();
        application = builder.Build();
        application.MapGitHubWebhooks();
    }

    public FakeTimeProvider Time { get; } = new(LedgerFixture.Start);

    public RecordedEvents Events { get; } = new();

    public Uri Address => new(application.Urls.Single());

    public InboxPump Pump => application.Services.GetServices<IHostedService>().OfType<InboxPump>().Single();

    public IInbox Inbox => application.Services.GetRequiredService<IInbox>();

    /// <summary>How often each outcome and each reason was counted.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    public static async Task<WebhookHost> StartAsync(params string[] secrets)
    {
        var host = new WebhookHost(secrets is [] ? [Webhook.Secret] : secrets);
        await host.StartAsync();
        return host;
    }

    /// <summary>Sends a signed delivery.</summary>
    public async Task<(int Status, string Text)> DeliverAsync(byte[] body, string name = "push", string id = Webhook.Id)
    {
        return await SendAsync(Webhook.Headers(body, name, id), body);
    }

    public async Task<(int Status, string Text)> SendAsync(
        IEnumerable<(string Name, string Value)> headers, byte[] body, string method = "POST")
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new RawClient(Address);
        await client.SendAsync((byte[])[.. Webhook.Head(headers, method), .. body], cancellation);
        return await client.AnswerAsync(cancellation);
    }

    public Task WhenIdleAsync() =>
        application.Services.GetRequiredService<WorkInProgress>().WhenIdleAsync(TestContext.Current.CancellationToken);

    /// <summary>What is noted of a delivery that was worked off; null while it is not.</summary>
    public string? Outcome(string id)
    {
        using var connection = OpenLedger();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT outcome FROM deliveries WHERE id = @id";
        command.Parameters.AddWithValue("@id", id);
        return command.ExecuteScalar() as string;
    }

    /// <summary>How many deliveries are stored, worked off or not.</summary>
    public long Stored()
    {
        using var connection = OpenLedger();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM deliveries";
        return (long)command.ExecuteScalar()!;
    }

    public SqliteConnection OpenLedger()
    {
        var connection = new SqliteConnection($"Data Source={folder["ledger.db"]};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        // At once: a test may have left a handler that never ends.
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
        listener.Dispose();
        folder.Dispose();
    }

    private Dictionary<string, string?> Settings(string[] secrets)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Ledger:ConnectionString"] = $"Data Source={folder["ledger.db"]}",
        };
        for (var i = 0; i < secrets.Length; i++)
        {
            settings[$"GitHub:WebhookSecrets:{i}"] = secrets[i];
        }

        return settings;
    }

    private Task StartAsync()
    {
        var meters = application.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name == WebhookMetrics.MeterName)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => counts.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        listener.Start();
        return application.StartAsync();
    }
}
