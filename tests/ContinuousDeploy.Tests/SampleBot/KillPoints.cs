using System.Diagnostics;
using System.Net.Http.Json;

namespace SampleBot;

/// <summary>Tells the test of every point where a crash would hurt, and dies there where the test says so.</summary>
public sealed class KillPoints(HttpClient test)
{
    public const string Path = "point";

    /// <summary>The process is here now; it goes on, or there is no process any more.</summary>
    public async Task ReachAsync(string point)
    {
        using var answer = await test.PostAsJsonAsync(Path, point);
        if (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<bool>())
        {
            Process.GetCurrentProcess().Kill();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }
    }
}
