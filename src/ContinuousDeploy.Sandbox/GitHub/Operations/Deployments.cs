using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What a request says of a deployment, with GitHub's defaults in place.</summary>
/// <param name="AutoMerge">By default true: GitHub may merge the default branch into the ref instead.</param>
/// <param name="RequiredContexts">Null asks for every check there is.</param>
public sealed record NewDeployment(
    string? Ref,
    string Task,
    bool AutoMerge,
    string[]? RequiredContexts,
    string Payload,
    string Environment,
    string Description,
    bool Transient,
    bool? Production);

/// <summary>What a request says of a deployment's status.</summary>
public sealed record NewDeploymentStatus(
    string? State, string Description, string? Environment, string LogUrl, string EnvironmentUrl, bool AutoInactive);

/// <summary>What came of asking for a deployment.</summary>
/// <param name="Deployment">Null where GitHub merged the default branch into the ref instead (202).</param>
public sealed record DeploymentCreation(Deployment? Deployment, string? Message);

/// <summary>Deployments and their statuses.</summary>
public sealed class Deployments(Site site, Pushes pushes)
{
    /// <summary>The most characters of a description.</summary>
    private const int LongestDescription = 140;

    private static readonly string[] States =
        ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];

    private World World => site.World;

    public async Task<Outcome<DeploymentCreation>> CreateAsync(
        Repository repository, Actor by, NewDeployment asked, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(asked.Ref))
        {
            return Refusal.Missing("ref");
        }

        BareRepository git = Site.Git(repository);
        string? branch = await git.BranchAsync(asked.Ref, cancellationToken);
        string? sha = branch ?? await git.ResolveAsync(asked.Ref, cancellationToken);
        if (sha is null)
        {
            return new Refusal(422, $"No ref found for: {asked.Ref}");
        }

        if (asked.Description.Length > LongestDescription)
        {
            return TooLong("Deployment");
        }

        if (asked.AutoMerge && branch is not null
            && await git.BranchAsync(repository.DefaultBranch, cancellationToken) is { } main
            && !await git.IsAncestorAsync(main, sha, cancellationToken))
        {
            return await AutoMergeAsync(repository, by, asked.Ref, sha, main, cancellationToken);
        }

        return Unmet(repository, sha, asked.RequiredContexts) is { } unmet
            ? unmet
            : new DeploymentCreation(Add(repository, by, asked, sha), null);
    }

    public Outcome<DeploymentStatus> SetStatus(Deployment deployment, Actor by, NewDeploymentStatus asked)
    {
        if (asked.State is null)
        {
            return Refusal.Missing("state");
        }

        if (!States.Contains(asked.State))
        {
            return Refusal.Validation("DeploymentStatus", "state", "invalid");
        }

        if (asked.Description.Length > LongestDescription)
        {
            return TooLong("DeploymentStatus");
        }

        DeploymentStatus status = Add(deployment, by, asked);
        if (asked is { State: "success", AutoInactive: true })
        {
            Deactivate(World.Deployments[deployment.Id], by);
        }

        return status;
    }

    /// <summary>A deployment's statuses, newest first.</summary>
    public IEnumerable<DeploymentStatus> StatusesOf(Deployment deployment) =>
        World.DeploymentStatuses.All.Where(status => status.Deployment == deployment.Id).Reverse();

    private Deployment Add(Repository repository, Actor by, NewDeployment asked, string sha)
    {
        Deployment deployment = World.Deployments.Add(id => new(
            id, repository.Id, sha, asked.Ref!, asked.Task, asked.Payload, asked.Environment, asked.Description,
            asked.Transient, asked.Production ?? asked.Environment == "production", by.Account.Id, by.App,
            World.Now, World.Now));
        site.Events.Raise(
            repository, "deployment", "created", by.Account,
            new() { ["deployment"] = site.Json.Deployment(deployment), ["workflow"] = null, ["workflow_run"] = null });
        return deployment;
    }

    private DeploymentStatus Add(Deployment deployment, Actor by, NewDeploymentStatus asked)
    {
        Deployment changed = World.Deployments.Replace(deployment with
        {
            Environment = asked.Environment ?? deployment.Environment,
            UpdatedAt = World.Now,
        });
        DeploymentStatus status = World.DeploymentStatuses.Add(id => new(
            id, changed.Id, asked.State!, asked.Description, changed.Environment, asked.LogUrl, asked.EnvironmentUrl,
            by.Account.Id, by.App, World.Now));
        JsonObject specifics = new()
        {
            ["deployment_status"] = site.Json.DeploymentStatus(status),
            ["deployment"] = site.Json.Deployment(changed),
            ["check_run"] = null,
            ["workflow"] = null,
            ["workflow_run"] = null,
        };
        site.Events.Raise(
            World.Repositories[changed.Repository], "deployment_status", "created", by.Account, specifics);
        return status;
    }

    /// <summary>The environment's prior deployments become inactive unless transient or production.</summary>
    private void Deactivate(Deployment newest, Actor by)
    {
        Deployment[] earlier = [.. World.Deployments.All.Where(other =>
            other.Repository == newest.Repository && other.Environment == newest.Environment && other.Id < newest.Id
            && !other.Transient && !other.Production)];
        foreach (Deployment deployment in earlier)
        {
            if (StatusesOf(deployment).FirstOrDefault()?.State == "success")
            {
                Add(deployment, by, new("inactive", "", null, "", "", false));
            }
        }
    }

    /// <summary>Merges the default branch into the ref instead of deploying it.</summary>
    private async Task<Outcome<DeploymentCreation>> AutoMergeAsync(
        Repository repository, Actor by, string branch, string sha, string main, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        if (await git.MergeTreeAsync(sha, main, cancellationToken) is not { } tree)
        {
            return new Refusal(409, $"Conflict merging {repository.DefaultBranch} into {branch}.");
        }

        string merge = await git.CommitTreeAsync(
            tree, [sha, main], $"Merge {repository.DefaultBranch} into {branch}", site.Author(by.Account), site.GitHub,
            cancellationToken);
        await git.MoveAsync($"refs/heads/{branch}", sha, merge, cancellationToken);
        await pushes.HappenedAsync(repository, by, [new($"refs/heads/{branch}", sha, merge)], cancellationToken);
        return new DeploymentCreation(null, $"Auto-merged {repository.DefaultBranch} into {branch} on deployment.");
    }

    private Refusal? Unmet(Repository repository, string sha, string[]? contexts)
    {
        CheckRun[] runs = [.. World.LatestCheckRunsOf(repository, sha)];
        bool unmet = contexts is null
            ? runs.Any(run => !run.Passed)
            : contexts.Any(name => !runs.Any(run => run.Name == name && run.Passed));
        return unmet
            ? new Refusal(
                409,
                $"Conflict: Commit status checks failed for {sha}.",
                new FieldError("Deployment", "required_contexts", "invalid", null))
            : null;
    }

    private static Refusal TooLong(string resource) => Refusal.Validation(
        resource, "description", "custom", $"description is too long (maximum is {LongestDescription} characters)");
}
