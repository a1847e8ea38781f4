using System.Collections.ObjectModel;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;
using DeploymentState = ContinuousDeploy.Core.Reports.DeploymentState;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>
/// Deployments and their newest status. A deployment carries its key in the payload and is found again by commit,
/// environment and key; a status is added only where the newest one says something else.
/// </summary>
public sealed class Deployments(GitHubClients clients, Redaction redaction)
{
    private const string PayloadKey = "key";
    private const int MostDescriptionBytes = 140;

    public ReportEntry Entry(RepositoryReference repository, DeploymentReport report)
    {
        var description = ByteLimit.Cut(redaction.Clean(report.Description), MostDescriptionBytes, "…");
        var trimmed = report with { Description = description };
        return new ReportEntry(
            $"deployment/{report.Key}",
            $"deployment of {report.Commit.Short} to {report.Environment}",
            Fingerprint.Of(report.State.ToString(), description, report.Url?.AbsoluteUri),
            (id, cancellationToken) => WriteAsync(repository, trimmed, id, cancellationToken));
    }

    /// <summary>What a deployment shows, or null where there is none with this key.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    /// <exception cref="ApiException"/>
    public async Task<DeploymentFacts?> ShownAsync(
        RepositoryReference repository, CommitSha commit, string environment, string key, CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Report, CallPriority.Failure, cancellationToken);
        if (await FindAsync(client, repository, commit, environment, key) is not { } id)
        {
            return null;
        }

        var all = await client.Repository.Deployment.Status.GetAll(
            repository.Owner, repository.Name, id, GitHubClients.Pages);
        return all.MaxBy(status => status.Id) is { } newest
            ? new DeploymentFacts(StateOf(newest), newest.Description ?? "", all.Any(IsSuccess))
            : null;
    }

    private static bool IsSuccess(DeploymentStatus status) => StateOf(status) is DeploymentState.Success;

    // What GitHub may add one day says nothing to us: as if the deployment went on.
    private static DeploymentState StateOf(DeploymentStatus status) => status.State.TryParse(out var state)
        ? Enum.GetValues<DeploymentState>().FirstOrDefault(known => StateOf(known) == state, DeploymentState.InProgress)
        : DeploymentState.InProgress;

    private async Task<long> WriteAsync(
        RepositoryReference repository, DeploymentReport report, long? known, CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Report, PriorityOf(report.State), cancellationToken);
        if (known is { } id && await EnsureStatusAsync(client, repository, id, report))
        {
            return id;
        }

        if (await FindAsync(client, repository, report.Commit, report.Environment, report.Key) is { } found
            && await EnsureStatusAsync(client, repository, found, report))
        {
            return found;
        }

        var created = await CreateAsync(client, repository, report);
        await AddStatusAsync(client, repository, created, report);
        return created;
    }

    private static async Task<long?> FindAsync(
        GitHubClient client, RepositoryReference repository, CommitSha commit, string environment, string key)
    {
        // Octokit's own list takes no filter, and cannot read the payloads that other tools write as plain text.
        var all = await new ApiConnection(client.Connection).GetAll<DeploymentListed>(
            new Uri($"repos/{repository.Owner}/{repository.Name}/deployments", UriKind.Relative),
            new Dictionary<string, string> { ["sha"] = commit.Value, ["environment"] = environment },
            GitHubClients.Pages);
        return all.FirstOrDefault(deployment => deployment.Holds(PayloadKey, key))?.Id;
    }

    private static async Task<long> CreateAsync(
        GitHubClient client, RepositoryReference repository, DeploymentReport report)
    {
        // Left out, auto_merge may merge the default branch into the commit instead of deploying it (202), and
        // required_contexts refuses a commit whose checks are not all green (409). The plan decides both.
        var created = await client.Repository.Deployment.Create(
            repository.Owner,
            repository.Name,
            new NewDeployment(report.Commit.Value)
            {
                Environment = report.Environment,
                AutoMerge = false,
                RequiredContexts = new Collection<string>(),
                Payload = new Dictionary<string, string> { [PayloadKey] = report.Key },
                Description = report.Description,
            });
        return created.Id > 0
            ? created.Id
            : throw new GitHubUnavailableException(
                "GitHub accepted a deployment without creating it (202). It is tried again later.", null);
    }

    // False where the deployment is gone.
    private static async Task<bool> EnsureStatusAsync(
        GitHubClient client, RepositoryReference repository, long id, DeploymentReport report)
    {
        try
        {
            var all = await client.Repository.Deployment.Status.GetAll(
                repository.Owner, repository.Name, id, GitHubClients.Pages);
            if (all.MaxBy(status => status.Id) is not { } newest || !Says(newest, report))
            {
                await AddStatusAsync(client, repository, id, report);
            }

            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static bool Says(DeploymentStatus status, DeploymentReport report) =>
        status.State.TryParse(out var state)
        && state == StateOf(report.State)
        && (status.Description ?? "") == report.Description
        && (status.EnvironmentUrl ?? "") == (report.Url?.AbsoluteUri ?? "");

    private static Task<DeploymentStatus> AddStatusAsync(
        GitHubClient client, RepositoryReference repository, long id, DeploymentReport report) =>
        client.Repository.Deployment.Status.Create(
            repository.Owner,
            repository.Name,
            id,
            new NewDeploymentStatus(StateOf(report.State))
            {
                Description = report.Description,
                EnvironmentUrl = report.Url?.AbsoluteUri,
                AutoInactive = false,
            });

    private static CallPriority PriorityOf(DeploymentState state) => state switch
    {
        DeploymentState.Queued or DeploymentState.InProgress or DeploymentState.Inactive => CallPriority.Progress,
        DeploymentState.Success => CallPriority.Success,
        DeploymentState.Failure or DeploymentState.Error => CallPriority.Failure,
    };

    private static Octokit.DeploymentState StateOf(DeploymentState state) => state switch
    {
        DeploymentState.Queued => Octokit.DeploymentState.Queued,
        DeploymentState.InProgress => Octokit.DeploymentState.InProgress,
        DeploymentState.Success => Octokit.DeploymentState.Success,
        DeploymentState.Failure => Octokit.DeploymentState.Failure,
        DeploymentState.Error => Octokit.DeploymentState.Error,
        DeploymentState.Inactive => Octokit.DeploymentState.Inactive,
    };
}
