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

/// <summary>GitHub over the network, with a point after each call that has changed something there.</summary>
internal sealed class KilledNetwork(KillPoints points) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method != HttpMethod.Get && !path.EndsWith("/access_tokens", StringComparison.Ordinal))
        {
            await points.ReachAsync($"after {request.Method} {PointName.Plain(path)}");
        }

        return answer;
    }
}
