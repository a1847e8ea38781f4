using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Check runs, suites and annotations. Only apps write them.</summary>
public sealed class CheckRunsApi(Site site, Checks checks)
{
    public void Map(ApiEndpoints endpoints)
    {
        Need read = Need.Read("checks");
        Need write = Need.Write("checks");
        const string one = "/check-runs/{id}";
        endpoints.MapRepository("POST", "/check-runs", write, CreateAsync);
        endpoints.MapRepository("GET", one, read, One((_, run) => Task.FromResult(Answer.Ok(site.Json.CheckRun(run)))));
        endpoints.MapRepository("PATCH", one, write, One(UpdateAsync));
        endpoints.MapRepository("GET", $"{one}/annotations", read, One((call, run) => Task.FromResult(call.Page(
            run.Annotations, annotation => site.Json.Annotation(call.Repository, run, annotation)))));
    }

    /// <summary>The check runs of a commit; by default the newest of each name.</summary>
    internal Task<Answer> ListAtAsync(Call call, string sha)
    {
        IEnumerable<CheckRun> runs = call.Query("filter") == "all"
            ? site.World.CheckRunsOf(call.Repository, sha)
            : site.World.LatestCheckRunsOf(call.Repository, sha);
        CheckRun[] found = [.. runs
            .Where(run => call.Query("check_name") is not { } name || run.Name == name)
            .Where(run => call.Query("status") is not { } status || run.Status == status)
            .Where(run => call.Query("app_id") is not { } app || run.App.ToString() == app)
            .OrderByDescending(run => run.Id)];
        return Task.FromResult(call.Page(found, site.Json.CheckRun, page => new JsonObject
        {
            ["total_count"] = found.Length,
            ["check_runs"] = new JsonArray([.. page]),
        }));
    }

    internal async Task<Answer> SuitesAtAsync(Call call, string sha)
    {
        Commit head = await Site.Git(call.Repository).CommitAsync(sha, CancellationToken.None);
        CheckSuite[] found = [.. site.World.CheckSuites.All
            .Where(suite => suite.Repository == call.Repository.Id && suite.HeadSha == sha)
            .Where(suite => call.Query("app_id") is not { } app || suite.App.ToString() == app)];
        return call.Page(found, suite => site.Json.CheckSuite(suite, head), page => new JsonObject
        {
            ["total_count"] = found.Length,
            ["check_suites"] = new JsonArray([.. page]),
        });
    }

    private Func<Call, Task<Answer>> One(Func<Call, CheckRun, Task<Answer>> handle) => async call =>
        site.World.CheckRuns.Find(call.RouteId("id")) is { } run && run.Repository == call.Repository.Id
            ? await handle(call, run)
            : Refusal.NotFound;

    private async Task<Answer> CreateAsync(Call call)
    {
        if (call.Actor.App is null)
        {
            return new Refusal(403, "You must authenticate via a GitHub App.");
        }

        Outcome<CheckRunBody> body = call.Body(RequestJson.Default.CheckRunBody);
        if ((body.Why ?? Incomplete(body.Value)) is { } wrong)
        {
            return wrong;
        }

        Outcome<CheckRun> made = await checks.CreateAsync(
            call.Repository, call.Actor, body.Value.HeadSha, Edit(body.Value), CancellationToken.None);
        return made.Why is { } why ? why : Answer.Created(site.Json.CheckRun(made.Value));
    }

    private async Task<Answer> UpdateAsync(Call call, CheckRun run)
    {
        if (call.Actor.App != run.App)
        {
            return new Refusal(403, $"Invalid app_id `{call.Actor.App}` - check run can only be modified by the "
                + "GitHub App that created it.");
        }

        Outcome<CheckRunBody> body = call.Body(RequestJson.Default.CheckRunBody);
        if ((body.Why ?? Incomplete(body.Value)) is { } wrong)
        {
            return wrong;
        }

        Outcome<CheckRun> updated = await checks.UpdateAsync(run, call.Actor, Edit(body.Value), CancellationToken.None);
        return updated.Why is { } why ? why : Answer.Ok(site.Json.CheckRun(updated.Value));
    }

    /// <summary>Members that GitHub requires within the body's objects.</summary>
    private static Refusal? Incomplete(CheckRunBody body)
    {
        if (body.Output is { Summary: null })
        {
            return Refusal.Missing("summary");
        }

        bool annotations = (body.Output?.Annotations ?? []).All(one =>
            one is { Path: not null, StartLine: not null, EndLine: not null, Message: not null }
            && one.AnnotationLevel is "notice" or "warning" or "failure");
        bool actions = (body.Actions ?? []).All(one =>
            one is { Label: not null, Description: not null, Identifier: not null });
        return annotations && actions ? null : Refusal.Invalid("An item lacks a required member.");
    }

    private static CheckRunEdit Edit(CheckRunBody body) => new(
        body.Name,
        body.ExternalId,
        body.DetailsUrl,
        body.Status,
        body.Conclusion,
        body.StartedAt,
        body.CompletedAt,
        body.Output is { } output ? new(output.Title, output.Summary, output.Text) : null,
        [.. (body.Output?.Annotations ?? []).Select(one => new CheckAnnotation(
            one.Path!, one.StartLine!.Value, one.EndLine!.Value, one.StartColumn, one.EndColumn,
            one.AnnotationLevel!, one.Message!, one.Title, one.RawDetails))],
        body.Actions?.Select(one => new CheckAction(one.Label!, one.Description!, one.Identifier!)).ToImmutableArray());
}
