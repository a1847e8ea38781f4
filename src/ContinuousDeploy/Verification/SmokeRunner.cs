using System.Collections.Immutable;
using System.Net;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Verification;

/// <summary>Sends a suite's requests one after the other, each on a connection of its own.</summary>
public sealed class SmokeRunner(TimeProvider time) : ISmokeRunner
{
    private const string Suite = "smoke";

    /// <summary>How long a check waits for an answer, unless its own <c>within</c> is longer.</summary>
    public static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a suite may take; checks that are not begun by then fail.</summary>
    public static readonly TimeSpan SuiteLimit = TimeSpan.FromMinutes(5);

    /// <exception cref="HttpRequestException">The checks could not be run for a reason of our own.</exception>
    public async Task<SuiteResult> RunAsync(SmokeSuite suite, Uri instance, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        if (suite.Checks.IsEmpty)
        {
            return new SuiteResult(Suite, Verdict.Inconclusive, [], time.GetElapsedTime(begin));
        }

        var connection = await InstanceConnection.ResolveAsync(instance, cancellationToken);
        using var client = Client(connection);
        var results = ImmutableArray.CreateBuilder<CheckResult>(suite.Checks.Length);
        foreach (var check in suite.Checks)
        {
            var answer = time.GetElapsedTime(begin) < SuiteLimit
                ? await SendAsync(client, connection, check, cancellationToken)
                : new SmokeAnswer.Broken($"not run: the suite's {SuiteLimit.TotalMinutes} min were over");
            results.Add(SmokeComparison.Compare(check, answer));
        }

        var verdict = results.All(result => result.Passed) ? Verdict.Passed : Verdict.Failed;
        return new SuiteResult(Suite, verdict, results.MoveToImmutable(), time.GetElapsedTime(begin));
    }

    private async Task<SmokeAnswer> SendAsync(
        HttpClient client, InstanceConnection connection, SmokeCheck check, CancellationToken cancellationToken)
    {
        if (connection.AddressOf(check.Path) is not { } url)
        {
            return new SmokeAnswer.Broken("not sent: the path does not name a page of the instance");
        }

        // A late answer is worth seeing ("200 after 1.2 s"), so that a short `within` does not cut it off.
        var limit = check.Expect.Within is { } within && within > CheckLimit ? within : CheckLimit;
        return await new SmokeRequest(client, time).SendAsync(check, url, limit, cancellationToken);
    }

    private static HttpClient Client(InstanceConnection connection)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = connection.ConnectAsync,
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
            // One connection per request: a request on a reused one may be sent twice when the server closes it.
            PooledConnectionLifetime = TimeSpan.Zero,
            UseCookies = false,
            UseProxy = false,
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("User-Agent", "ContinuousDeploy-smoke");
        client.DefaultRequestHeaders.Add("Accept-Encoding", "identity");
        return client;
    }
}
