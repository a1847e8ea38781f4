using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class RestTests
{
    [Fact]
    public async Task What_github_does_not_describe_is_not_found()
    {
        await using Scene scene = await Scene.StartAsync();

        Assert.Equal(404, (await scene.GetAsync($"{Scene.Api}/git/refs")).Status);
        Assert.Equal(404, (await scene.SendAsync("PUT", $"{Scene.Api}/check-runs")).Status);
    }

    [Fact]
    public async Task A_repository_is_found_by_name_and_by_id()
    {
        await using Scene scene = await Scene.StartAsync();

        Reply byName = await scene.GetAsync("repos/ACME/Environments");
        Reply byId = await scene.GetAsync($"repositories/{scene.Repository.Id}");
        Reply listed = await scene.GetAsync("installation/repositories");

        Assert.Equal("acme/environments", (string?)byName.Body!["full_name"]);
        Assert.Equal($"{scene.Server.Url}acme/environments.git", (string?)byName.Body["clone_url"]);
        Assert.Equal(byName.Body.ToJsonString(), byId.Body!.ToJsonString());
        Assert.Equal(1, (int)listed.Body!["total_count"]!);
    }

    [Fact]
    public async Task A_ref_is_made_moved_and_deleted_as_by_a_push()
    {
        await using Scene scene = await Scene.StartAsync();
        string head = (string)(await scene.GetAsync($"{Scene.Api}/git/ref/heads/main")).Body!["object"]!["sha"]!;
        string refs = $"{Scene.Api}/git/refs";

        JsonObject made = new() { ["ref"] = "refs/heads/continuous-deploy/revert-1", ["sha"] = head };
        Assert.Equal(201, (await scene.SendAsync("POST", refs, made)).Status);
        Reply again = await scene.SendAsync("POST", refs, made);
        Assert.Equal((422, "Reference already exists"), (again.Status, again.Message));
        Assert.Equal(200, (await scene.GetAsync($"{Scene.Api}/git/ref/heads/continuous-deploy/revert-1")).Status);
        Assert.Equal(200, (await scene.GetAsync($"{Scene.Api}/git/refs/heads/continuous-deploy/revert-1")).Status);
        Assert.Equal(200, (await scene.GetAsync($"{Scene.Api}/commits/continuous-deploy/revert-1/check-runs")).Status);
        Assert.Equal(200, (await scene.GetAsync($"{Scene.Api}/branches/continuous-deploy%2Frevert-1")).Status);
        JsonObject unknown = new() { ["sha"] = new string('a', 40) };
        Assert.Equal(422, (await scene.SendAsync("PATCH", $"{refs}/heads/main", unknown)).Status);
        Assert.Equal(204, (await scene.SendAsync("DELETE", $"{refs}/heads/continuous-deploy/revert-1")).Status);
        Assert.Equal(404, (await scene.GetAsync($"{Scene.Api}/git/ref/heads/continuous-deploy/revert-1")).Status);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        Assert.Equal(["push", "push"], scene.Receiver.Kinds.Where(kind => kind == "push"));
    }

    [Fact]
    public async Task A_ref_moves_backwards_only_by_force()
    {
        await using Scene scene = await Scene.StartAsync();
        string first = (string)(await scene.GetAsync($"{Scene.Api}/commits/main")).Body!["sha"]!;
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Second", [new("2.txt", "2")], Scene.Cancelled);

        Reply gentle = await scene.SendAsync(
            "PATCH", $"{Scene.Api}/git/refs/heads/main", new JsonObject { ["sha"] = first });
        Reply forced = await scene.SendAsync(
            "PATCH", $"{Scene.Api}/git/refs/heads/main", new JsonObject { ["sha"] = first, ["force"] = true });

        Assert.Equal((422, "Update is not a fast forward"), (gentle.Status, gentle.Message));
        Assert.Equal(200, forced.Status);
    }

    [Fact]
    public async Task A_commit_tells_its_files_and_its_pull_requests()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        Reply merged = await scene.SendAsync("PUT", $"{Scene.Api}/pulls/{pull.Number}/merge");
        string commit = (string)merged.Body!["sha"]!;

        Reply shown = await scene.GetAsync($"{Scene.Api}/commits/{pull.HeadSha}");
        Reply pulls = await scene.GetAsync($"{Scene.Api}/commits/{commit}/pulls");
        Reply files = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}/files");

        JsonNode file = Assert.Single(shown.Body!["files"]!.AsArray())!;
        Assert.Equal("@@ -1 +1 @@\n-version: 1.4.1\n+version: 1.5.0", (string?)file["patch"]);
        Assert.Equal("modified", (string?)Assert.Single(files.Body!.AsArray())!["status"]);
        Assert.Equal(pull.Number, (int)Assert.Single(pulls.Body!.AsArray())!["number"]!);
    }

    [Fact]
    public async Task Files_and_folders_are_read_at_a_commit()
    {
        await using Scene scene = await Scene.StartAsync();

        Reply file = await scene.GetAsync($"{Scene.Api}/contents/production/storefront.yaml?ref=main");
        Reply folder = await scene.GetAsync($"{Scene.Api}/contents/");

        Assert.Equal(
            "version: 1.4.1\n",
            Encoding.UTF8.GetString(Convert.FromBase64String((string)file.Body!["content"]!)));
        Assert.Equal(["README.md", "production"], folder.Body!.AsArray().Select(entry => (string)entry!["name"]!));
        Assert.Equal(404, (await scene.GetAsync($"{Scene.Api}/contents/absent")).Status);
    }

    [Fact]
    public async Task An_unchanged_answer_costs_nothing()
    {
        await using Scene scene = await Scene.StartAsync();
        Reply first = await scene.GetAsync(Scene.Api);

        Reply second = await scene.SendAsync("GET", Scene.Api, ifNoneMatch: first.Header("ETag"));

        Assert.Equal(304, second.Status);
        Assert.Equal(first.Header("x-ratelimit-remaining"), second.Header("x-ratelimit-remaining"));
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        for (int number = 0; number < 3; number++)
        {
            await scene.People.CommentAsync(
                scene.Repository, pull.Number, scene.Reader, $"Number {number}", Scene.Cancelled);
        }

        Reply page = await scene.GetAsync($"{Scene.Api}/issues/{pull.Number}/comments?per_page=2");
        string next = page.Header("Link")!.Split('<', '>')[1];
        Reply rest = await scene.GetAsync(next);

        Assert.Equal(2, page.Body!.AsArray().Count);
        Assert.Equal("Number 2", (string?)Assert.Single(rest.Body!.AsArray())!["body"]);
    }

    [Fact]
    public async Task The_clock_of_the_answers_is_the_sandboxes()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(5));

        Reply reply = await scene.GetAsync(Scene.Api);

        Assert.Equal("Sun, 22 Nov 2026 10:05:00 GMT", reply.Header("Date"));
    }

    [Fact]
    public async Task A_pull_request_needs_two_branches_that_differ_and_is_opened_once()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.OpenAsync("bump");

        Reply again = await OpenAsync(scene, "bump", "main");
        Reply nothing = await OpenAsync(scene, "main", "main");
        Reply absent = await OpenAsync(scene, "absent", "main");

        Assert.Contains("already exists for acme:bump", again.Body!.ToJsonString());
        Assert.Contains("No commits between", nothing.Body!.ToJsonString());
        Assert.Equal((422, "Validation Failed"), (absent.Status, absent.Message));
    }

    [Fact]
    public async Task Pull_requests_are_listed_by_state_head_and_base()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest first = await scene.OpenAsync("one", "one.txt");
        PullRequest second = await scene.OpenAsync("two", "two.txt");
        await scene.People.ClosePullRequestAsync(first, scene.Writer, Scene.Cancelled);

        Assert.Equal([second.Number], await NumbersAsync(scene, ""));
        Assert.Equal([first.Number], await NumbersAsync(scene, "?state=all&head=acme:one"));
        Assert.Equal([second.Number, first.Number], await NumbersAsync(scene, "?state=all&base=main"));
        Assert.Empty(await NumbersAsync(scene, "?base=other"));
    }

    [Fact]
    public async Task A_pull_request_of_a_fork_names_it()
    {
        await using Scene scene = await Scene.StartAsync();
        Repository fork = await scene.People.ForkAsync(scene.Repository, scene.Reader, Scene.Cancelled);
        await scene.People.PushAsync(
            fork, scene.Reader, "evil", "Evil", [new("storefront.yaml", "version: 6.6.6\n")], Scene.Cancelled);

        PullRequest pull = await scene.People.OpenPullRequestAsync(
            scene.Repository, scene.Reader, new("Evil", "reader:evil", "main", null, false), Scene.Cancelled);
        Reply shown = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}");

        Assert.Equal("reader/environments", (string?)shown.Body!["head"]!["repo"]!["full_name"]);
        Assert.True((bool)shown.Body["head"]!["repo"]!["fork"]!);
    }

    private static Task<Reply> OpenAsync(Scene scene, string head, string into) => scene.SendAsync(
        "POST", $"{Scene.Api}/pulls", new JsonObject { ["title"] = "Bump", ["head"] = head, ["base"] = into });

    private static async Task<int[]> NumbersAsync(Scene scene, string query)
    {
        Reply listed = await scene.GetAsync($"{Scene.Api}/pulls{query}");
        return [.. listed.Body!.AsArray().Select(pull => (int)pull!["number"]!)];
    }
}
