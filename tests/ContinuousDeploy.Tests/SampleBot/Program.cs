using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using ContinuousDeploy.Hosting;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SampleBot;

// Address of what is outside of the bot, address to listen on. The configuration comes by environment variables.
if (args is not [var outside, var address])
{
    return 2;
}

using var calls = new HttpClient { BaseAddress = new Uri(outside) };
var points = new KillPoints(calls);
await using var bot = Bot.Build([], builder =>
{
    builder.WebHost.UseUrls(address);
    builder.Services.RemoveAll<ITarget>().AddSingleton<ITarget>(new OutsideTarget(calls, points));
    builder.Services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(new OutsideTraffic(calls, points));
    builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
    builder.Services.RemoveAll<ILedger>().AddSingleton<ILedger>(
        provider => new KilledLedger(provider.GetRequiredService<IOpenedLedger>().Streams, points));
    builder.Services.RemoveAll<GitHubTransport>().AddSingleton(provider => new GitHubTransport(
        provider.GetRequiredService<GitHubAddresses>(),
        provider.GetRequiredService<IOptions<GitHubOptions>>().Value.AppId,
        provider.GetRequiredService<AppKey>(),
        provider.GetRequiredService<Redaction>(),
        TimeProvider.System,
        new KilledNetwork(points)));
    builder.Services.RemoveAll<IPostedObjects>().AddSingleton<IPostedObjects>(
        provider => new KilledPostedObjects(new PostedObjects(provider.GetRequiredService<IPostedStore>()), points));
});
bot.MapGet("/idle", async (WorkInProgress work, CancellationToken cancellationToken) =>
{
    await work.WhenIdleAsync(cancellationToken);
    return Results.Text("idle");
});
await bot.RunAsync();
return 0;
