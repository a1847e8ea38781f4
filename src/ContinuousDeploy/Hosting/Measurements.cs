using System.Globalization;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using Prometheus;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// What <c>/metrics</c> shows, as Prometheus reads it: what the ledger says of every repository. So every node of a cluster
/// shows the same, and a restart begins nothing at 0.
/// </summary>
public sealed class Measurements
{
    private readonly ILedger ledger;
    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();
    private readonly Gauge reconciled;
    private readonly Gauge swept;
    private readonly Gauge found;
    private readonly Gauge repaired;

    public Measurements(ILedger ledger)
    {
        this.ledger = ledger;
        var gauges = Metrics.WithCustomRegistry(registry);
        reconciled = gauges.CreateGauge(
            "continuousdeploy_reconciled_timestamp_seconds",
            "When a repository was last compared with Git and GitHub as a whole, in Unix time.",
            "repository");
        swept = gauges.CreateGauge(
            "continuousdeploy_deliveries_swept_timestamp_seconds",
            "When GitHub's log of webhook deliveries was last swept, in Unix time.");
        found = gauges.CreateGauge(
            "continuousdeploy_gaps_found",
            "What the bot should have been told of and found itself, or told GitHub in vain at first.",
            "repository",
            "kind");
        repaired = gauges.CreateGauge(
            "continuousdeploy_gaps_repaired", "How many of those gaps have been closed.", "repository", "kind");
        registry.AddBeforeCollectCallback(RefreshAsync);
    }

    /// <summary>All of it, in Prometheus' text format.</summary>
    /// <exception cref="ScrapeFailedException">The ledger does not answer.</exception>
    public async Task<byte[]> WriteAsync(CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, cancellationToken);
        return text.ToArray();
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var stream in await ledger.StreamsAsync(RepositoryStream.Prefix, cancellationToken))
            {
                if (await ledger.LoadAsync(stream, cancellationToken) is { } record)
                {
                    Show(RepositoryJson.Read(record.State));
                }
            }

            if (await ledger.LoadAsync(RedeliverySweep.Stream, cancellationToken) is { } sweep)
            {
                Show(RedeliveryJson.Read(sweep.State));
            }
        }
        catch (LedgerUnavailableException unavailable)
        {
            throw new ScrapeFailedException(unavailable.Message);
        }
    }

    private void Show(RepositoryState state)
    {
        var repository = Label(state.Id);
        if (state.Reconciled is { } at)
        {
            reconciled.WithLabels(repository).Set(at.ToUnixTimeSeconds());
        }

        Show(repository, "merge", state.Gaps.Merges);
        Show(repository, "command", state.Gaps.Comments);
        Show(repository, "report", state.Gaps.Reports);
    }

    private void Show(RedeliveryState state)
    {
        if (state.Swept is { } at)
        {
            swept.Set(at.ToUnixTimeSeconds());
        }

        foreach (var (repository, gap) in state.Gaps)
        {
            Show(Label(repository), "delivery", gap);
        }
    }

    private void Show(string repository, string kind, GapTally gap)
    {
        found.WithLabels(repository, kind).Set(gap.Found);
        repaired.WithLabels(repository, kind).Set(gap.Repaired);
    }

    private static string Label(long repository) => repository.ToString(CultureInfo.InvariantCulture);
}
