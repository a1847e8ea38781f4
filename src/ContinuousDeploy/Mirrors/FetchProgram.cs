using System.Text.Json;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Mirrors;

/// <summary>
/// This same program, started with <see cref="Argument"/>: does one fetch after another as standard input orders, until
/// that ends. An order and its answer are one line of JSON each.
/// </summary>
public static class FetchProgram
{
    public const string Argument = "fetch";

    /// <returns>The exit code: 0, or 1 where the bot went away in the middle of a fetch or said what is no order.</returns>
    public static async Task<int> RunAsync()
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = Console.OpenStandardOutput();
        var next = input.ReadLineAsync();
        while (await next is { } line)
        {
            if (Parse(line) is not { } order)
            {
                return 1;
            }

            var work = Task.Factory.StartNew(
                () => FetchWork.Run(order), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            // Nothing is said in the middle of a fetch: a line that ends now is the bot's end, and the next bot will fetch
            // into the same folder.
            next = input.ReadLineAsync();
            if (await Task.WhenAny(work, next) != work)
            {
                return 1;
            }

            var answer = FetchAnswer.Of(await work);
            await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, FetchJson.Default.FetchAnswer));
            await output.WriteAsync("\n"u8.ToArray());
            await output.FlushAsync();
        }

        return 0;
    }

    // A bot that died in the middle of its sentence ordered nothing.
    private static FetchOrder? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, FetchJson.Default.FetchOrder);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
