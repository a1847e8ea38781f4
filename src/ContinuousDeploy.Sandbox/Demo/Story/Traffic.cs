using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>What users met all day.</summary>
/// <param name="Failed">Requests without an answer, or with one that is not 2xx.</param>
/// <param name="Versions">How many answers each version gave.</param>
/// <param name="Failures">The first few failures, in words.</param>
public sealed record TrafficCount(
    long Requests, long Failed, ImmutableSortedDictionary<string, long> Versions, ImmutableArray<string> Failures)
{
    /// <summary>How many answers a version gave.</summary>
    public long By(string version) => Versions.GetValueOrDefault(version);
}

/// <summary>Steady users: a few clients that look, fill a cart and pay, through the gateway, all day.</summary>
public sealed class Traffic : IAsyncDisposable
{
    private const int ClientsPerShop = 2;
    private const int FailuresKept = 5;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, long> versions = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly TimeProvider time;
    private readonly Task clients;
    private long requests;
    private long failed;

    private Traffic(IEnumerable<Uri> shops, TimeProvider time)
    {
        this.time = time;
        clients = Task.WhenAll(shops.SelectMany(shop => Enumerable.Repeat(shop, ClientsPerShop)).Select(VisitAsync));
    }

    public static Traffic Start(TimeProvider time, params IEnumerable<Uri> shops) => new(shops, time);

    public TrafficCount Count => new(
        Interlocked.Read(ref requests),
        Interlocked.Read(ref failed),
        versions.ToImmutableSortedDictionary(),
        [.. failures.Take(FailuresKept)]);

    /// <summary>Lets every client end its request, and counts.</summary>
    public async Task<TrafficCount> StopAsync()
    {
        await end.CancelAsync();
        await clients;
        return Count;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        client.Dispose();
        end.Dispose();
    }

    private async Task VisitAsync(Uri shop)
    {
        var step = 0;
        while (!end.IsCancellationRequested)
        {
            using var request = Request(shop, step++);
            await SendAsync(request);
            await Task.Delay(Between, time, CancellationToken.None);
        }
    }

    private static HttpRequestMessage Request(Uri shop, int step) => (step % 3) switch
    {
        0 => new HttpRequestMessage(HttpMethod.Get, shop),
        1 => new HttpRequestMessage(HttpMethod.Get, new Uri(shop, "/cart")),
        _ => new HttpRequestMessage(HttpMethod.Post, new Uri(shop, "/checkout"))
        {
            Content = new StringContent("""{"book":"quiet-release"}""", Encoding.UTF8, "application/json"),
        },
    };

    private async Task SendAsync(HttpRequestMessage request)
    {
        Interlocked.Increment(ref requests);
        try
        {
            using var answer = await client.SendAsync(request, CancellationToken.None);
            var version = ShopAnswer.VersionOf(answer) ?? "none";
            versions.AddOrUpdate(version, 1, (_, count) => count + 1);
            if (!answer.IsSuccessStatusCode)
            {
                Fail($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} from version {version}");
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Fail($"{request.Method} {request.RequestUri}: {error.Message}");
        }
    }

    private void Fail(string what)
    {
        Interlocked.Increment(ref failed);
        if (failures.Count < FailuresKept)
        {
            failures.Enqueue(what);
        }
    }
}
