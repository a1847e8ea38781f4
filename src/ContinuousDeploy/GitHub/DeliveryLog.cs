using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.GitHub.Transport;
using Octokit;

namespace ContinuousDeploy.GitHub;

/// <summary>Asks GitHub for the app's webhook deliveries, which Octokit has no methods for.</summary>
public sealed class DeliveryLog(GitHubClients clients, Redaction redaction) : IDeliveryLog
{
    /// <summary>A hundred attempts a page. A busy app reads only a few: it sweeps every five minutes.</summary>
    private const int MostPages = 50;

    public Task<ImmutableArray<DeliveryAttempt>> SinceAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        RefusalWords.UnexpectedAsync(() => ReadAsync(since, cancellationToken), redaction);

    public Task<bool> RedeliverAsync(long attempt, CancellationToken cancellationToken) =>
        RefusalWords.UnexpectedAsync(
            async () =>
            {
                try
                {
                    var address = string.Create(
                        CultureInfo.InvariantCulture, $"app/hook/deliveries/{attempt}/attempts");
                    await clients.AsApp(cancellationToken).Connection.Post(new Uri(address, UriKind.Relative));
                    return true;
                }
                catch (Exception refused) when (refused is NotFoundException or ApiValidationException)
                {
                    return false;
                }
            },
            redaction);

    private async Task<ImmutableArray<DeliveryAttempt>> ReadAsync(
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        var connection = clients.AsApp(cancellationToken).Connection;
        var attempts = ImmutableArray.CreateBuilder<DeliveryAttempt>();
        var page = new Uri("app/hook/deliveries?per_page=100", UriKind.Relative);
        for (var read = 0; page is not null && read < MostPages; read++)
        {
            var answer = await connection.Get<List<DeliveryListed>>(page, null);
            var recent = answer.Body.Where(listed => listed.DeliveredAt >= since).Select(Attempt).ToList();
            attempts.AddRange(recent);

            // Newest first: a page that holds an older one is the last that matters.
            page = recent.Count < answer.Body.Count || recent.Count == 0 ? null : Next(answer);
        }

        return attempts.DrainToImmutable();
    }

    private static Uri? Next(IApiResponse<List<DeliveryListed>> answer) =>
        answer.HttpResponse.ApiInfo.Links.TryGetValue("next", out var next) ? next : null;

    private static DeliveryAttempt Attempt(DeliveryListed listed) => new(
        Answer.Id(listed.Id),
        // What is no GUID is nobody's key: it would only be asked for in vain.
        Guid.TryParse(listed.Guid, out _)
            ? listed.Guid!
            : throw new GitHubUnavailableException("GitHub's answer holds a delivery without a GUID.", null),
        listed.DeliveredAt,
        listed.StatusCode is >= 200 and < 300,
        listed.RepositoryId ?? 0);
}
