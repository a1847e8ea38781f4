using System.Diagnostics;
using System.Globalization;

namespace ContinuousDeploy.Benchmarks.Proxy;

/// <summary>Closed-loop load of 32 kept connections on one address.</summary>
public static class Load
{
    private const int Connections = 32;

    /// <summary>Requests per second, by wrk where it is given.</summary>
    /// <exception cref="InvalidOperationException">A request failed, so the rate would mean nothing.</exception>
    public static Task<double> MeasureAsync(
        string? wrk, Uri address, TimeSpan duration, CancellationToken cancellationToken) =>
        wrk is null
            ? LoopAsync(address, duration, cancellationToken)
            : WrkAsync(wrk, address, duration, cancellationToken);

    private static async Task<double> WrkAsync(
        string wrk, Uri address, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(wrk)
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "--threads", "1", "--connections", $"{Connections}", "--duration", $"{duration.TotalSeconds}s",
                "--header", $"Host: {BenchmarkGateway.Host}", address.AbsoluteUri,
            },
        })!;
        var report = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        var lines = report.Split('\n', StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault(line => line.StartsWith("Non-2xx", StringComparison.Ordinal)
            || line.StartsWith("Socket errors", StringComparison.Ordinal)) is { } failure)
        {
            throw new InvalidOperationException($"Requests to {address} failed: {failure}");
        }

        var rate = lines.First(line => line.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(rate["Requests/sec:".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<double> LoopAsync(Uri address, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Host = BenchmarkGateway.Host;
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RepeatAsync()));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;

        async Task<long> RepeatAsync()
        {
            var count = 0L;
            for (; Stopwatch.GetElapsedTime(start) < duration; count++)
            {
                using var response = await client.GetAsync("/", cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"A request to {address} failed: {response.StatusCode}");
                }
            }

            return count;
        }
    }
}
