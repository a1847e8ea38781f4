using System.Globalization;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>Says on the console what is being done, and how long it took once it is done.</summary>
public sealed class Progress(TextWriter console, TimeProvider time)
{
    public async Task<T> DuringAsync<T>(string what, Func<Task<T>> work)
    {
        console.Write($"  {what} … ");
        var start = time.GetTimestamp();
        var result = await work();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{time.GetElapsedTime(start).TotalSeconds:0.0} s"));
        return result;
    }

    public Task DuringAsync(string what, Func<Task> work) => DuringAsync(what, async () =>
    {
        await work();
        return true;
    });
}
