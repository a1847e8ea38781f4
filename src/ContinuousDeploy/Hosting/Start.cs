using ContinuousDeploy.Ledger;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>Runs the bot until it is told to stop.</summary>
internal static class Start
{
    /// <returns>
    /// 0 after a clean stop, 2 where the configuration is wrong: all that is wrong stands on standard error; 3 where the
    /// ledger lost rows, is damaged or cannot be reached: why, and the next step, stand there too.
    /// </returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            await using var bot = Bot.Build(arguments);
            await bot.RunAsync();
            return 0;
        }
        catch (Exception exception) when (ProblemsOf(exception) is { Count: > 0 } problems)
        {
            await Console.Error.WriteLineAsync("The configuration is wrong; the bot does not start:");
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync($"  {problem}");
            }

            return 2;
        }
        catch (Exception exception) when (exception is LedgerRefusedException or LedgerUnavailableException)
        {
            await Console.Error.WriteLineAsync($"The bot does not start. {exception.Message}");
            return 3;
        }
    }

    private static List<string> ProblemsOf(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. several.InnerExceptions.SelectMany(ProblemsOf)],
        _ => [],
    };
}
