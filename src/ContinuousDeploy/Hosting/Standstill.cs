using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// What runs in the bot's place while its ledger cannot be used: it answers every webhook with 503, so that GitHub notes
/// the delivery as failed and it can be asked for again, says why at <c>/healthz</c> and <c>/readyz</c>, and does
/// nothing else. What is live goes on serving users without the bot.
/// </summary>
internal static class Standstill
{
    /// <param name="reason">What is wrong and what an operator can do, for people.</param>
    /// <param name="pause">After which time it ends by itself; null: when it is told to stop.</param>
    /// <returns>True where the time has passed, false where it was told to stop.</returns>
    public static async Task<bool> RunAsync(string[] arguments, string reason, TimeSpan? pause)
    {
        var builder = WebApplication.CreateSlimBuilder(arguments);
        builder.Services.TryAddSingleton(TimeProvider.System);
        await using var application = builder.Build();
        Map(application, reason);
        await application.StartAsync();
        var told = application.WaitForShutdownAsync();
        if (pause is not { } length)
        {
            await told;
            return false;
        }

        var passed = await Task.WhenAny(told, Task.Delay(length, TimeProvider.System)) != told;
        await application.StopAsync();
        return passed;
    }

    private static void Map(WebApplication application, string reason)
    {
        var text = $"The bot stands still. {reason}\n";
        application.MapGet("/healthz", () => Results.Text(text));
        application.MapGet("/readyz", () => Results.Text(text, statusCode: StatusCodes.Status503ServiceUnavailable));
        application.MapPost(
            WebhookRegistration.Path,
            () => Results.Text(
                "The delivery was not taken: the bot's ledger cannot be used. Look at /readyz; it will be asked for again.\n",
                statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
