using ContinuousDeploy.Benchmarks.Proxy;

namespace ContinuousDeploy.Benchmarks.Switch;

/// <summary>One user on one kept connection, who checks every answer.</summary>
public sealed class User(Uri address, bool uploads)
{
    private readonly byte[] content = new byte[50_000];

    public long Requests { get; private set; }

    public List<string> Failures { get; } = [];

    public async Task UseAsync(CancellationToken stop)
    {
        // One connection, kept from the first request to the last.
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false })
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.Host = BenchmarkGateway.Host;
        while (!stop.IsCancellationRequested)
        {
            Requests++;
            try
            {
                using var response = uploads
                    ? await client.PostAsync("/", new ByteArrayContent(content), CancellationToken.None)
                    : await client.GetAsync("/", CancellationToken.None);
                var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
                if (!IsRight(text))
                {
                    Failures.Add($"{(int)response.StatusCode} {text}");
                }
            }
            catch (HttpRequestException error)
            {
                Failures.Add(error.Message);
            }
        }
    }

    private bool IsRight(string text) =>
        text.StartsWith("release-", StringComparison.Ordinal)
        && text.EndsWith(uploads ? $" {content.Length}" : " 0", StringComparison.Ordinal);
}
