using System.Collections.Concurrent;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>Sends every call through the gate of its installation.</summary>
public sealed class RateHandler(TimeProvider time) : DelegatingHandler
{
    // The app itself has limits of its own; no installation has the id 0.
    private const long App = 0;

    private readonly ConcurrentDictionary<long, InstallationGate> gates = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = Call.Of(request);
        var installation = call.Caller is Caller.Installation { Id: var id } ? id : App;
        var gate = gates.GetOrAdd(installation, _ => new InstallationGate(time));
        var change = request.Method != HttpMethod.Get && call.Caller is not Caller.App;
        using (await gate.EnterAsync(change, call.Priority, cancellationToken))
        {
            var response = await base.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var answer = RateAnswer.Read(response, body, time.GetUtcNow());
            if (gate.Observe(answer, (int)response.StatusCode) is { } wait)
            {
                response.Dispose();
                throw new GitHubUnavailableException("GitHub asked to wait: a rate limit is reached.", wait);
            }

            return response;
        }
    }
}
