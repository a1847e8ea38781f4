using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;
using CheckConclusion = ContinuousDeploy.Core.Reports.CheckConclusion;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>
/// Check runs of commits. One that exists is found by its id, else by commit, name and external id. Annotations are
/// only ever added, GitHub knows no way to take them back.
/// </summary>
public sealed class CheckRuns(GitHubClients clients, Redaction redaction)
{
    private const int MostAnnotations = 200;
    private const int MostSummaryBytes = 65_535;
    private const int MostTitleBytes = 255;
    private const string CutMark = "\n\n… cut: the rest is longer than GitHub shows.";

    public ReportEntry Entry(RepositoryReference repository, CheckRunReport report)
    {
        var output = new CheckRunOutput(
            ByteLimit.Cut(redaction.Clean(report.Title), MostTitleBytes, "…"),
            ByteLimit.Cut(Summary(report), MostSummaryBytes, CutMark),
            [.. report.Annotations.Take(MostAnnotations).Select(note => AnnotationText.Of(note, redaction))]);
        return new ReportEntry(
            $"check/{report.Head}/{report.Name}",
            $"check run '{report.Name}' on {report.Head.Short}",
            Fingerprint.Of(
                [report.Key, report.Conclusion?.ToString(), output.Title, output.Summary, .. output.Annotations.Select(
                    note => note.ToString())]),
            (id, cancellationToken) => WriteAsync(repository, report, output, id, cancellationToken));
    }

    private async Task<long> WriteAsync(
        RepositoryReference repository,
        CheckRunReport report,
        CheckRunOutput output,
        long? known,
        CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Report, PriorityOf(report.Conclusion), cancellationToken);
        var runs = client.Check.Run;
        if (known is { } id && await UpdateAsync(runs, repository, id, report, output) is { } updated)
        {
            return updated;
        }

        if (await FindAsync(runs, repository, report) is { } found
            && await UpdateAsync(runs, repository, found, report, output) is { } adopted)
        {
            return adopted;
        }

        var batches = Batches(output.Annotations);
        var created = Answer.Id((await runs.Create(
            repository.Owner, repository.Name, New(report, output, batches.FirstOrDefault([])))).Id);
        await SendAsync(runs, repository, created, report, output, batches.Skip(1));
        return created;
    }

    private static async Task<long?> FindAsync(
        ICheckRunsClient runs, RepositoryReference repository, CheckRunReport report)
    {
        var all = await runs.GetAllForReference(
            repository.Owner,
            repository.Name,
            report.Head.Value,
            new CheckRunRequest { CheckName = report.Name, Filter = CheckRunCompletedAtFilter.All },
            GitHubClients.Pages);
        return all.CheckRuns.FirstOrDefault(run => run.Name == report.Name && run.ExternalId == report.Key)?.Id;
    }

    // Null where the run is gone.
    private static async Task<long?> UpdateAsync(
        ICheckRunsClient runs, RepositoryReference repository, long id, CheckRunReport report, CheckRunOutput output)
    {
        try
        {
            var missing = output.Annotations.IsEmpty
                ? []
                : AnnotationText.Missing(
                    output.Annotations,
                    await runs.GetAllAnnotations(repository.Owner, repository.Name, id, GitHubClients.Pages));
            await SendAsync(runs, repository, id, report, output, Batches(missing).DefaultIfEmpty([]));
            return id;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static async Task SendAsync(
        ICheckRunsClient runs,
        RepositoryReference repository,
        long id,
        CheckRunReport report,
        CheckRunOutput output,
        IEnumerable<ImmutableArray<AnnotationText>> batches)
    {
        foreach (var batch in batches)
        {
            await runs.Update(repository.Owner, repository.Name, id, new CheckRunUpdate
            {
                Status = StatusOf(report.Conclusion),
                Conclusion = ConclusionOf(report.Conclusion),
                Output = output.With(batch),
            });
        }
    }

    private static NewCheckRun New(
        CheckRunReport report, CheckRunOutput output, ImmutableArray<AnnotationText> annotations) =>
        new(report.Name, report.Head.Value)
        {
            ExternalId = report.Key,
            Status = StatusOf(report.Conclusion),
            Conclusion = ConclusionOf(report.Conclusion),
            Output = output.With(annotations),
        };

    private string Summary(CheckRunReport report)
    {
        var summary = redaction.Clean(report.Summary);
        return report.Annotations.Length <= MostAnnotations
            ? summary
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The first {MostAnnotations} of {report.Annotations.Length} notes are shown; `cdeploy validate` ")
                + $"lists them all.\n\n{summary}";
    }

    private static ImmutableArray<ImmutableArray<AnnotationText>> Batches(ImmutableArray<AnnotationText> all) =>
        [.. all.Chunk(AnnotationText.MostInOneCall).Select(batch => batch.ToImmutableArray())];

    private static CallPriority PriorityOf(CheckConclusion? conclusion) =>
        conclusion is { } known ? PriorityOf(known) : CallPriority.Progress;

    private static CallPriority PriorityOf(CheckConclusion conclusion) => conclusion switch
    {
        CheckConclusion.Success or CheckConclusion.Neutral => CallPriority.Success,
        CheckConclusion.Failure or CheckConclusion.ActionRequired => CallPriority.Failure,
    };

    private static StringEnum<CheckStatus> StatusOf(CheckConclusion? conclusion) =>
        conclusion is null ? CheckStatus.InProgress : CheckStatus.Completed;

    // A plain null would be taken for text: Octokit makes these of strings as well.
    private static StringEnum<Octokit.CheckConclusion>? ConclusionOf(CheckConclusion? conclusion) =>
        conclusion is { } known
            ? new StringEnum<Octokit.CheckConclusion>(ConclusionOf(known))
            : default(StringEnum<Octokit.CheckConclusion>?);

    private static Octokit.CheckConclusion ConclusionOf(CheckConclusion conclusion) => conclusion switch
    {
        CheckConclusion.Success => Octokit.CheckConclusion.Success,
        CheckConclusion.Failure => Octokit.CheckConclusion.Failure,
        CheckConclusion.Neutral => Octokit.CheckConclusion.Neutral,
        CheckConclusion.ActionRequired => Octokit.CheckConclusion.ActionRequired,
    };

    private sealed record CheckRunOutput(string Title, string Summary, ImmutableArray<AnnotationText> Annotations)
    {
        public NewCheckRunOutput With(ImmutableArray<AnnotationText> batch) =>
            new(Title, Summary) { Annotations = [.. batch.Select(note => note.ToRequest())] };
    }
}
