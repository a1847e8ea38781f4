using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>check-run</c>.</summary>
    public JsonObject CheckRun(CheckRun run)
    {
        Repository repository = world.Repositories[run.Repository];
        string self = $"{links.Api(repository)}/check-runs/{run.Id}";
        return new()
        {
            ["id"] = run.Id,
            ["name"] = run.Name,
            ["node_id"] = NodeId("CR", run.Id),
            ["head_sha"] = run.HeadSha,
            ["external_id"] = run.ExternalId ?? "",
            ["url"] = self,
            ["html_url"] = $"{links.Page(repository)}/runs/{run.Id}",
            ["details_url"] = run.DetailsUrl ?? links.Page($"/apps/{world.Apps[run.App].Slug}"),
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["started_at"] = Time(run.StartedAt),
            ["completed_at"] = Time(run.CompletedAt),
            ["output"] = new JsonObject
            {
                ["title"] = run.Output.Title,
                ["summary"] = run.Output.Summary,
                ["text"] = run.Output.Text,
                ["annotations_count"] = run.Annotations.Length,
                ["annotations_url"] = $"{self}/annotations",
            },
            ["check_suite"] = new JsonObject { ["id"] = run.Suite },
            ["app"] = App((long?)run.App),
            ["pull_requests"] = PullRequestsAt(repository, run.HeadSha),
        };
    }

    /// <summary>The schema <c>check-run-with-simple-check-suite</c>: what events hold.</summary>
    public JsonObject CheckRunInEvent(CheckRun run)
    {
        JsonObject made = CheckRun(run);
        made["started_at"] ??= Time(world.CheckSuites[run.Suite].CreatedAt);
        made["check_suite"] = CheckSuiteCore(world.CheckSuites[run.Suite]);
        return made;
    }

    /// <summary>The schema <c>check-suite</c>.</summary>
    public JsonObject CheckSuite(CheckSuite suite, Commit head)
    {
        Repository repository = world.Repositories[suite.Repository];
        JsonObject made = CheckSuiteCore(suite);
        made["repository"] = Repository(repository);
        made["head_commit"] = HeadCommit(head);
        made["latest_check_runs_count"] = RunsOf(suite).Length;
        made["check_runs_url"] = $"{links.Api(repository)}/check-suites/{suite.Id}/check-runs";
        made["rerequestable"] = true;
        made["runs_rerequestable"] = true;
        return made;
    }

    /// <summary>The schema <c>check-annotation</c>.</summary>
    public JsonObject Annotation(Repository repository, CheckRun run, CheckAnnotation annotation) => new()
    {
        ["path"] = annotation.Path,
        ["start_line"] = annotation.StartLine,
        ["end_line"] = annotation.EndLine,
        ["start_column"] = annotation.StartColumn,
        ["end_column"] = annotation.EndColumn,
        ["annotation_level"] = annotation.Level,
        ["title"] = annotation.Title,
        ["message"] = annotation.Message,
        ["raw_details"] = annotation.RawDetails,
        ["blob_href"] = $"{links.Api(repository)}/git/blobs/{run.HeadSha}",
    };

    private JsonObject CheckSuiteCore(CheckSuite suite)
    {
        Repository repository = world.Repositories[suite.Repository];
        CheckRun[] runs = RunsOf(suite);
        bool completed = runs.Length > 0 && runs.All(run => run.Status == "completed");
        return new()
        {
            ["id"] = suite.Id,
            ["node_id"] = NodeId("CS", suite.Id),
            ["head_branch"] = suite.HeadBranch,
            ["head_sha"] = suite.HeadSha,
            ["status"] = completed ? "completed" : runs.Length == 0 ? "queued" : "in_progress",
            ["conclusion"] = completed ? SuiteConclusion(runs) : null,
            ["url"] = $"{links.Api(repository)}/check-suites/{suite.Id}",
            ["before"] = BareRepository.NoCommit,
            ["after"] = suite.HeadSha,
            ["pull_requests"] = PullRequestsAt(repository, suite.HeadSha),
            ["app"] = App((long?)suite.App),
            ["created_at"] = Time(suite.CreatedAt),
            ["updated_at"] = Time(suite.UpdatedAt),
        };
    }

    private CheckRun[] RunsOf(CheckSuite suite) =>
    [
        .. world.CheckRuns.All.Where(run => run.Suite == suite.Id).GroupBy(run => run.Name).Select(runs => runs.Last()),
    ];

    private static string SuiteConclusion(CheckRun[] runs) =>
        runs.FirstOrDefault(run => !run.Passed)?.Conclusion ?? "success";

    /// <summary>The repository's open pull requests whose head is the commit; a fork's are left out.</summary>
    private JsonArray PullRequestsAt(Repository repository, string sha) => Array(world.PullRequests.All
        .Where(pull => pull.Repository == repository.Id && pull.Open && !pull.FromFork && pull.HeadSha == sha)
        .Select(PullRequestMinimal));
}
