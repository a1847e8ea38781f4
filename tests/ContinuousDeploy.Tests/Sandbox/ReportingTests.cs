using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

/// <summary>What a bot reports with: check runs, comments, reactions and deployments.</summary>
public sealed class ReportingTests
{
    [Fact]
    public async Task A_check_run_goes_from_queued_to_completed()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        scene.Receiver.Clear();

        Reply made = await CheckAsync(scene, pull, new() { ["external_id"] = "key-1" });
        string one = $"{Scene.Api}/check-runs/{made.Body!["id"]}";
        Reply done = await scene.SendAsync("PATCH", one, new JsonObject
        {
            ["conclusion"] = "success",
            ["output"] = new JsonObject { ["title"] = "1 change", ["summary"] = "storefront 1.4.1 → 1.5.0" },
        });
        Reply found = await scene.GetAsync($"{Scene.Api}/commits/{pull.HeadSha}/check-runs?check_name=plan");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Equal("queued", (string?)made.Body["status"]);
        Assert.Equal("completed", (string?)done.Body!["status"]);
        Assert.Equal("key-1", (string?)Assert.Single(found.Body!["check_runs"]!.AsArray())!["external_id"]);
        Assert.Equal(pull.Number, (int)done.Body["pull_requests"]![0]!["number"]!);
        Assert.Equal(["check_run.created", "check_run.completed", "check_suite.completed"], scene.Receiver.Kinds);
    }

    [Fact]
    public async Task Annotations_are_appended_fifty_at_a_time()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        Reply made = await CheckAsync(scene, pull, Annotated(50));
        string one = $"{Scene.Api}/check-runs/{made.Body!["id"]}";

        Reply more = await scene.SendAsync("PATCH", one, Annotated(7));
        Reply tooMany = await scene.SendAsync("PATCH", one, Annotated(51));
        Reply listed = await scene.GetAsync($"{one}/annotations?per_page=100");

        Assert.Equal(57, (int)more.Body!["output"]!["annotations_count"]!);
        Assert.Equal(422, tooMany.Status);
        Assert.Equal(57, listed.Body!.AsArray().Count);
    }

    [Fact]
    public async Task A_summary_is_measured_in_bytes()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");

        Reply fits = await CheckAsync(scene, pull, Summary(new string('x', 65_535)));
        Reply tooLong = await CheckAsync(scene, pull, Summary(new string('é', 32_768)));

        Assert.Equal(201, fits.Status);
        Assert.Equal(422, tooLong.Status);
        Assert.Contains("exceeds a maximum bytesize", tooLong.Body!.ToJsonString());
    }

    [Fact]
    public async Task Only_the_app_that_made_a_check_run_hears_of_its_buttons()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        JsonObject button = new()
        {
            ["label"] = "Roll back",
            ["description"] = "To 1.4.1",
            ["identifier"] = "rollback",
        };
        Reply made = await CheckAsync(scene, pull, new() { ["actions"] = new JsonArray(button) });
        CheckRun run = scene.Server.World.CheckRuns[(long)made.Body!["id"]!];

        await scene.People.PressAsync(run, "rollback", scene.Writer, Scene.Cancelled);
        await scene.People.RerequestCheckAsync(run, scene.Writer, Scene.Cancelled);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Arrival pressed = scene.Receiver.One("check_run.requested_action");
        Assert.Equal("rollback", (string?)pressed.Payload["requested_action"]!["identifier"]);
        Assert.Equal("writer", (string?)pressed.Payload["sender"]!["login"]);
        Arrival again = scene.Receiver.One("check_run.rerequested");
        Assert.Equal((long)made.Body["id"]!, (long)again.Payload["check_run"]!["id"]!);
    }

    [Fact]
    public async Task A_person_cannot_make_a_check_run()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        JsonObject body = new() { ["name"] = "plan", ["head_sha"] = pull.HeadSha };

        Reply refused = await scene.SendAsync(
            "POST", $"{Scene.Api}/check-runs", body, $"token {scene.Writer.Token}");

        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task A_check_run_is_changed_only_by_the_app_that_made_it()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        Reply made = await CheckAsync(scene, pull, []);
        App other = await scene.Server.Setup.CreateAppAsync(
            scene.Acme, new("other", null, "", scene.App.Permissions, []), Scene.Cancelled);
        Installation installation = await scene.Server.Setup.InstallAsync(other, scene.Acme, null, Scene.Cancelled);
        string token = await scene.IssueAsync(null, other, installation);

        Reply refused = await scene.SendAsync(
            "PATCH",
            $"{Scene.Api}/check-runs/{made.Body!["id"]}",
            new JsonObject { ["conclusion"] = "success" },
            $"Bearer {token}");

        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task A_reader_changes_only_comments_of_their_own()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        IssueComment own = await scene.People.CommentAsync(
            scene.Repository, pull.Number, scene.Reader, "Mine", Scene.Cancelled);
        IssueComment others = await scene.People.CommentAsync(
            scene.Repository, pull.Number, scene.Writer, "Yours", Scene.Cancelled);
        JsonObject body = new() { ["body"] = "Changed" };
        string reader = $"token {scene.Reader.Token}";

        Assert.Equal(200, (await scene.SendAsync("PATCH", $"{Scene.Api}/issues/comments/{own.Id}", body, reader)).Status);
        Assert.Equal(
            403, (await scene.SendAsync("PATCH", $"{Scene.Api}/issues/comments/{others.Id}", body, reader)).Status);
        Assert.Equal(
            403, (await scene.SendAsync("DELETE", $"{Scene.Api}/issues/comments/{others.Id}", null, reader)).Status);
    }

    [Fact]
    public async Task A_comment_is_written_edited_reacted_to_and_deleted()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";

        Reply made = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Deployed" });
        string one = $"{Scene.Api}/issues/comments/{made.Body!["id"]}";
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        Reply edited = await scene.SendAsync("PATCH", one, new JsonObject { ["body"] = "Rolled back" });
        JsonObject eyes = new() { ["content"] = "eyes" };
        Reply reacted = await scene.SendAsync("POST", $"{one}/reactions", eyes);
        Reply again = await scene.SendAsync("POST", $"{one}/reactions", eyes);
        Reply reactions = await scene.GetAsync($"{one}/reactions");
        Assert.Equal(204, (await scene.SendAsync("DELETE", $"{one}/reactions/{reacted.Body!["id"]}")).Status);
        Assert.Equal(204, (await scene.SendAsync("DELETE", one)).Status);

        Assert.Equal("continuous-deploy[bot]", (string?)made.Body["user"]!["login"]);
        Assert.Equal("Bot", (string?)made.Body["user"]!["type"]);
        Assert.NotEqual((string?)edited.Body!["created_at"], (string?)edited.Body["updated_at"]);
        Assert.Equal((201, 200), (reacted.Status, again.Status));
        Assert.Single(reactions.Body!.AsArray());
        Assert.Equal(404, (await scene.GetAsync(one)).Status);
    }

    [Fact]
    public async Task A_comment_is_neither_blank_nor_too_long()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";

        Assert.Equal(422, (await scene.SendAsync("POST", comments, new JsonObject { ["body"] = " " })).Status);
        Assert.Equal(422, (await scene.SendAsync("POST", comments, new JsonObject())).Status);
        Reply tooLong = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = new string('x', 65_537) });
        Assert.Contains("body is too long (maximum is 65536 characters)", tooLong.Body!.ToJsonString());
    }

    [Fact]
    public async Task A_deployment_merges_the_default_branch_unless_told_not_to()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Meanwhile", [new("other.txt", "o")], Scene.Cancelled);

        Reply merged = await scene.SendAsync("POST", $"{Scene.Api}/deployments", new JsonObject { ["ref"] = "bump" });
        Reply plain = await scene.SendAsync("POST", $"{Scene.Api}/deployments", new JsonObject
        {
            ["ref"] = pull.HeadSha,
            ["auto_merge"] = false,
            ["required_contexts"] = new JsonArray(),
            ["environment"] = "staging",
            ["payload"] = new JsonObject { ["key"] = "run-1" },
        });

        Assert.Equal(202, merged.Status);
        Assert.NotEqual(pull.HeadSha, scene.Server.World.PullRequests[pull.Id].HeadSha);
        Assert.Equal(201, plain.Status);
        Assert.Equal("run-1", (string?)plain.Body!["payload"]!["key"]);
    }

    [Fact]
    public async Task A_deployment_with_unmet_checks_is_a_conflict()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await CheckAsync(scene, pull, new() { ["conclusion"] = "failure" });
        JsonObject asked = new() { ["ref"] = pull.HeadSha, ["auto_merge"] = false };

        Reply conflict = await scene.SendAsync("POST", $"{Scene.Api}/deployments", asked);

        Assert.Equal(409, conflict.Status);
    }

    [Fact]
    public async Task Statuses_are_newest_first_and_success_deactivates_the_one_before()
    {
        await using Scene scene = await Scene.StartAsync();
        JsonNode first = await DeployAsync(scene);
        JsonNode second = await DeployAsync(scene);
        string statuses = $"{Scene.Api}/deployments/{first["id"]}/statuses";
        JsonObject success = new() { ["state"] = "success" };

        await scene.SendAsync("POST", statuses, new JsonObject { ["state"] = "in_progress" });
        await scene.SendAsync("POST", statuses, success.DeepClone());
        await scene.SendAsync("POST", $"{Scene.Api}/deployments/{second["id"]}/statuses", success);
        Reply listed = await scene.GetAsync(statuses);
        Reply wrong = await scene.SendAsync("POST", statuses, new JsonObject { ["state"] = "fine" });

        Assert.Equal(
            ["inactive", "success", "in_progress"],
            listed.Body!.AsArray().Select(status => (string)status!["state"]!));
        Assert.Equal(422, wrong.Status);
    }

    private static async Task<JsonNode> DeployAsync(Scene scene)
    {
        Reply made = await scene.SendAsync("POST", $"{Scene.Api}/deployments", new JsonObject
        {
            ["ref"] = "main",
            ["auto_merge"] = false,
            ["required_contexts"] = new JsonArray(),
            ["environment"] = "staging",
        });
        Assert.Equal(201, made.Status);
        return made.Body!;
    }

    private static Task<Reply> CheckAsync(Scene scene, PullRequest pull, JsonObject more)
    {
        more["name"] = "plan";
        more["head_sha"] = pull.HeadSha;
        return scene.SendAsync("POST", $"{Scene.Api}/check-runs", more);
    }

    private static JsonObject Summary(string summary) => new()
    {
        ["output"] = new JsonObject { ["title"] = "Plan", ["summary"] = summary },
    };

    private static JsonObject Annotated(int count)
    {
        JsonObject body = Summary("Problems");
        body["output"]!["annotations"] = new JsonArray([.. Enumerable.Range(1, count).Select(line => new JsonObject
        {
            ["path"] = "production/storefront.yaml",
            ["start_line"] = line,
            ["end_line"] = line,
            ["annotation_level"] = "failure",
            ["message"] = "Unknown key",
        })]);
        return body;
    }
}
