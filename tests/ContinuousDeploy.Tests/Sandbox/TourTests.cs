using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

/// <summary>Every address that no other test asks is asked here once.</summary>
public sealed class TourTests
{
    [Fact]
    public async Task Everything_that_can_be_read_answers()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.ReviewAsync(pull, scene.Reader, ReviewState.Commented, "Hm", Scene.Cancelled);
        Reply check = await scene.SendAsync("POST", $"{Scene.Api}/check-runs", new JsonObject
        {
            ["name"] = "plan",
            ["head_sha"] = pull.HeadSha,
        });
        string[] paths =
        [
            "meta", "users/writer", "users/acme", $"{Scene.Api}/commits", $"{Scene.Api}/commits/bump",
            $"{Scene.Api}/commits/{pull.HeadSha}/check-suites", $"{Scene.Api}/check-runs/{check.Body!["id"]}",
            $"{Scene.Api}/pulls/{pull.Number}/commits", $"{Scene.Api}/pulls/{pull.Number}/reviews",
            $"{Scene.Api}/git/matching-refs/heads/", $"{Scene.Api}/deployments",
        ];

        foreach (string path in paths)
        {
            Assert.Equal((path, 200), (path, (await scene.GetAsync(path)).Status));
        }

        string[] own = [$"app/installations/{scene.Installation.Id}", $"{Scene.Api}/installation"];
        foreach (string path in own)
        {
            Assert.Equal((path, 200), (path, (await scene.SendAsync("GET", path, null, scene.Jwt())).Status));
        }

        Reply user = await scene.SendAsync("GET", "user", null, $"token {scene.Writer.Token}");
        Assert.Equal("writer", (string?)user.Body!["login"]);
    }

    [Fact]
    public async Task A_pull_request_is_opened_edited_closed_and_reopened_over_the_api()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "bump", "Bump", [new("a.txt", "a")], Scene.Cancelled);

        Reply opened = await scene.SendAsync("POST", $"{Scene.Api}/pulls", new JsonObject
        {
            ["title"] = "Bump",
            ["head"] = "bump",
            ["base"] = "main",
            ["body"] = "Please",
        });
        string one = $"{Scene.Api}/pulls/{opened.Body!["number"]}";
        Reply closed = await scene.SendAsync("PATCH", one, new JsonObject { ["state"] = "closed", ["title"] = "No" });
        Reply open = await scene.SendAsync("PATCH", one, new JsonObject { ["state"] = "open" });

        Assert.Equal((201, "continuous-deploy[bot]"), (opened.Status, (string?)opened.Body["user"]!["login"]));
        Assert.Equal(("closed", "No"), ((string?)closed.Body!["state"], (string?)closed.Body["title"]));
        Assert.Equal("open", (string?)open.Body!["state"]);
    }

    [Fact]
    public async Task A_request_without_a_user_agent_is_refused()
    {
        await using Scene scene = await Scene.StartAsync();
        using HttpClient nameless = new();

        using HttpResponseMessage refused = await nameless.GetAsync(
            new Uri(scene.Server.ApiUrl, "meta"), Scene.Cancelled);

        Assert.Equal(403, (int)refused.StatusCode);
    }

    [Fact]
    public async Task What_people_may_not_do_says_so()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", BranchProtection.Requiring("plan"), Scene.Cancelled);

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Sneak", [new("a.txt", "a")], Scene.Cancelled));

        Assert.Equal(422, refused.Why.Status);
        Assert.Contains("Required status check \"plan\" is expected.", refused.Message);
    }

    [Fact]
    public async Task An_archived_repository_is_read_only()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.Server.Setup.ArchiveAsync(scene.Repository, Scene.Cancelled);

        Reply refused = await scene.SendAsync(
            "POST", $"{Scene.Api}/issues/{pull.Number}/comments", new JsonObject { ["body"] = "Hi" });

        Assert.Equal(403, refused.Status);
        Assert.True((bool)(await scene.GetAsync(Scene.Api)).Body!["archived"]!);
    }
}
