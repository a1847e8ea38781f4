using ContinuousDeploy.Ledger;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>Runs the bot until it is told to stop.</summary>
internal static class Start
{
    /// <summary>How long a ledger that cannot be reached is given before it is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <returns>
    /// 0 after a clean stop; 2 where the configuration is wrong: all that is wrong stands on standard error; 3 where the
    /// ledger lost rows or is damaged, and the bot stood still until it was told to stop.
    /// </returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        while (true)
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
            catch (LedgerRefusedException refused)
            {
                await Console.Error.WriteLineAsync($"The bot stands still. {refused.Message} Then start it again.");
                await Standstill.RunAsync(arguments, $"{refused.Message} Then start it again.", pause: null);
                return 3;
            }
            catch (LedgerUnavailableException unavailable)
            {
                await Console.Error.WriteLineAsync($"The bot waits for its ledger. {unavailable.Message}");
                if (!await Standstill.RunAsync(arguments, unavailable.Message, Pause))
                {
                    return 3;
                }
            }
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
