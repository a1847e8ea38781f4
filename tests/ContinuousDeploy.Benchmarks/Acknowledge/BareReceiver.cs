using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>Receiver, ledger and pump as the service puts them together, with nothing behind them.</summary>
internal static class BareReceiver
{
    /// <param name="events">What takes the place of the repositories.</param>
    public static WebApplication Build(string ledger, IRepositoryEvents events)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ledger:ConnectionString"] = $"Data Source={ledger}",
            ["GitHub:WebhookSecrets:0"] = SignedPush.Secret,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(events);
        builder.Services.AddLedger().AddGitHubWebhooks();
        var application = builder.Build();
        application.MapGitHubWebhooks();
        return application;
    }
}
