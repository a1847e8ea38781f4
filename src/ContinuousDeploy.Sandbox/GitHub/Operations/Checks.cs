using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What a request says of a check run; null leaves a member as it is.</summary>
public sealed record CheckRunEdit(
    string? Name,
    string? ExternalId,
    string? DetailsUrl,
    string? Status,
    string? Conclusion,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    CheckOutput? Output,
    ImmutableArray<CheckAnnotation> Annotations,
    ImmutableArray<CheckAction>? Actions);

/// <summary>Check runs and their suites.</summary>
public sealed class Checks(Site site)
{
    /// <summary>The most runs of one name in a suite; the oldest go when there are more.</summary>
    private const int MostRunsOfOneName = 1_000;

    private World World => site.World;

    public async Task<Outcome<CheckRun>> CreateAsync(
        Repository repository, Actor by, string? sha, CheckRunEdit asked, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(asked.Name))
        {
            return Refusal.Missing("name");
        }

        if (sha is null)
        {
            return Refusal.Missing("head_sha");
        }

        BareRepository git = Site.Git(repository);
        if (sha.Length != 40 || await git.ResolveAsync(sha, cancellationToken) is null)
        {
            return new Refusal(422, $"No commit found for SHA: {sha}");
        }

        if (CheckRunRules.Wrong(asked) is { } why)
        {
            return why;
        }

        CheckSuite suite = SuiteOf(repository, by.App!.Value, sha)
            ?? AddSuite(World, repository, by.App.Value, sha, await BranchAtAsync(git, sha, cancellationToken));
        CheckRun run = World.CheckRuns.Add(id => Apply(
            new(id, suite.Id, repository.Id, suite.App, sha, asked.Name, null, null, "queued", null, null, null,
                CheckOutput.None, [], []),
            asked));
        CheckRun[] sameName =
            [.. World.CheckRuns.All.Where(other => other.Suite == suite.Id && other.Name == run.Name)];
        foreach (CheckRun oldest in sameName.SkipLast(MostRunsOfOneName))
        {
            World.CheckRuns.Remove(oldest.Id);
        }

        Raise(run, "created", by);
        await CompletedAsync(null, run, by, cancellationToken);
        return run;
    }

    public async Task<Outcome<CheckRun>> UpdateAsync(
        CheckRun run, Actor by, CheckRunEdit asked, CancellationToken cancellationToken)
    {
        if (CheckRunRules.Wrong(asked) is { } why)
        {
            return why;
        }

        CheckRun updated = World.CheckRuns.Replace(Apply(run, asked));
        await CompletedAsync(run, updated, by, cancellationToken);
        return updated;
    }

    /// <summary>A person presses "Re-run": only the app that made the run hears of it.</summary>
    public void Rerequest(CheckRun run, Actor by) => Raise(run, "rerequested", by, null, run.App);

    /// <summary>A person presses a button of the run.</summary>
    public Outcome<CheckRun> RequestAction(CheckRun run, Actor by, string identifier)
    {
        if (run.Actions.All(action => action.Identifier != identifier))
        {
            return Refusal.NotFound;
        }

        JsonObject pressed = new() { ["requested_action"] = new JsonObject { ["identifier"] = identifier } };
        Raise(run, "requested_action", by, pressed, run.App);
        return run;
    }

    internal static CheckSuite AddSuite(World world, Repository repository, long app, string sha, string? branch) =>
        world.CheckSuites.Add(id => new(id, repository.Id, app, sha, branch, world.Now, world.Now));

    private CheckSuite? SuiteOf(Repository repository, long app, string sha) =>
        World.CheckSuites.All.FirstOrDefault(suite =>
            suite.Repository == repository.Id && suite.App == app && suite.HeadSha == sha);

    private static async Task<string?> BranchAtAsync(
        BareRepository git, string sha, CancellationToken cancellationToken) =>
        (await git.RefsAsync("refs/heads/", cancellationToken))
            .FirstOrDefault(reference => reference.Sha == sha)?.Name["refs/heads/".Length..];

    private CheckRun Apply(CheckRun run, CheckRunEdit asked)
    {
        string status = asked.Conclusion is not null ? "completed" : asked.Status ?? run.Status;
        bool completed = status == "completed";
        return run with
        {
            Name = asked.Name ?? run.Name,
            ExternalId = asked.ExternalId ?? run.ExternalId,
            DetailsUrl = asked.DetailsUrl ?? run.DetailsUrl,
            Status = status,
            Conclusion = completed ? asked.Conclusion ?? run.Conclusion : null,
            StartedAt = asked.StartedAt ?? run.StartedAt ?? (status == "queued" ? null : World.Now),
            CompletedAt = completed ? asked.CompletedAt ?? run.CompletedAt ?? World.Now : null,
            Output = asked.Output is null
                ? run.Output
                : new(
                    asked.Output.Title ?? run.Output.Title,
                    asked.Output.Summary ?? run.Output.Summary,
                    asked.Output.Text ?? run.Output.Text),
            Annotations = run.Annotations.AddRange(asked.Annotations),
            Actions = asked.Actions ?? run.Actions,
        };
    }

    /// <summary>Tells of a run, and of its suite, when they have just been completed.</summary>
    private async Task CompletedAsync(
        CheckRun? before, CheckRun run, Actor by, CancellationToken cancellationToken)
    {
        if (run.Status != "completed" || before?.Status == "completed")
        {
            return;
        }

        Raise(run, "completed", by);
        Repository repository = World.Repositories[run.Repository];
        CheckSuite suite = World.CheckSuites.Replace(World.CheckSuites[run.Suite] with { UpdatedAt = World.Now });
        if (World.CheckRuns.All.Where(other => other.Suite == suite.Id).All(other => other.Status == "completed"))
        {
            Commit head = await Site.Git(repository).CommitAsync(suite.HeadSha, cancellationToken);
            JsonObject specifics = new() { ["check_suite"] = site.Json.CheckSuite(suite, head) };
            site.Events.Raise(repository, "check_suite", "completed", by.Account, specifics);
        }
    }

    private void Raise(CheckRun run, string action, Actor by, JsonObject? more = null, long? onlyApp = null)
    {
        JsonObject specifics = new() { ["check_run"] = site.Json.CheckRunInEvent(run) };
        foreach ((string name, JsonNode? value) in more ?? [])
        {
            specifics[name] = value?.DeepClone();
        }

        site.Events.Raise(World.Repositories[run.Repository], "check_run", action, by.Account, specifics, onlyApp);
    }
}
