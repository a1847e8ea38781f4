using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class MergingTests
{
    [Theory]
    [InlineData("merge", 2)]
    [InlineData("squash", 1)]
    [InlineData("rebase", 1)]
    public async Task Each_method_puts_the_change_on_the_base(string method, int parents)
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "bump", "Second", [new("second.txt", "2")], Scene.Cancelled);
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Meanwhile", [new("other.txt", "o")], Scene.Cancelled);

        Reply merged = await MergeAsync(scene, pull, new() { ["merge_method"] = method });

        Assert.Equal(200, merged.Status);
        Reply commit = await scene.GetAsync($"{Scene.Api}/commits/main");
        Assert.Equal((string?)merged.Body!["sha"], (string?)commit.Body!["sha"]);
        Assert.Equal(parents, commit.Body["parents"]!.AsArray().Count);
        Assert.True((bool)commit.Body["commit"]!["verification"]!["verified"]!);
        foreach (string file in (string[])["second.txt", "other.txt", "production/storefront.yaml"])
        {
            Assert.Equal(200, (await scene.GetAsync($"{Scene.Api}/contents/{file}")).Status);
        }
    }

    [Fact]
    public async Task A_conflict_is_shown_and_refused()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Other", [new("production/storefront.yaml", "version: 9\n")],
            Scene.Cancelled);

        Reply shown = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}");
        Reply merged = await MergeAsync(scene, pull, []);

        Assert.Equal("dirty", (string?)shown.Body!["mergeable_state"]);
        Assert.False((bool)shown.Body["mergeable"]!);
        Assert.Equal((405, "Pull Request is not mergeable"), (merged.Status, merged.Message));
    }

    [Fact]
    public async Task A_head_that_moved_on_is_refused_with_409()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "bump", "Sneaky", [new("sneaky.txt", "s")], Scene.Cancelled);

        Reply merged = await MergeAsync(scene, pull, new() { ["sha"] = pull.HeadSha });

        Assert.Equal(409, merged.Status);
    }

    [Fact]
    public async Task A_required_check_is_waited_for()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", BranchProtection.Requiring("plan"), Scene.Cancelled);
        PullRequest pull = await scene.OpenAsync("bump");

        Reply early = await MergeAsync(scene, pull, []);
        Reply shown = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}");
        await CheckAsync(scene, pull, "failure");
        Reply failed = await MergeAsync(scene, pull, []);
        await CheckAsync(scene, pull, "success");
        Reply merged = await MergeAsync(scene, pull, []);

        Assert.Equal((405, "Required status check \"plan\" is expected."), (early.Status, early.Message));
        Assert.Equal("blocked", (string?)shown.Body!["mergeable_state"]);
        Assert.Equal((405, "Required status check \"plan\" is failing."), (failed.Status, failed.Message));
        Assert.Equal(200, merged.Status);
    }

    [Fact]
    public async Task Required_approvals_are_waited_for()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.Server.Setup.ProtectAsync(
            scene.Repository, "main", new([], false, 1), Scene.Cancelled);
        PullRequest pull = await scene.OpenAsync("bump");

        Reply early = await MergeAsync(scene, pull, []);
        await scene.People.ReviewAsync(pull, scene.Reader, ReviewState.Approved, "Fine", Scene.Cancelled);
        Reply byReader = await MergeAsync(scene, pull, []);
        await scene.People.ReviewAsync(pull, scene.Acme, ReviewState.Approved, "Fine", Scene.Cancelled);
        Reply merged = await MergeAsync(scene, pull, []);

        Assert.Contains("approving review", early.Message);
        Assert.Equal(405, byReader.Status);
        Assert.Equal(200, merged.Status);
    }

    [Fact]
    public async Task A_draft_and_a_merged_pull_request_are_not_merged()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "draft", "Draft", [new("d.txt", "d")], Scene.Cancelled);
        PullRequest draft = await scene.People.OpenPullRequestAsync(
            scene.Repository, scene.Writer, new("Draft", "draft", "main", null, true), Scene.Cancelled);
        PullRequest pull = await scene.OpenAsync("bump");
        await MergeAsync(scene, pull, []);

        Assert.Equal("Pull Request is still a draft", (await MergeAsync(scene, draft, [])).Message);
        Assert.Equal(405, (await MergeAsync(scene, pull, [])).Status);
    }

    [Fact]
    public async Task A_pull_request_whose_commits_were_pushed_to_the_base_is_merged()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");

        Reply moved = await scene.SendAsync(
            "PATCH", $"{Scene.Api}/git/refs/heads/main", new JsonObject { ["sha"] = pull.HeadSha });

        Assert.Equal(200, moved.Status);
        Assert.NotNull(scene.Server.World.PullRequests[pull.Id].MergedAt);
    }

    private static Task<Reply> MergeAsync(Scene scene, PullRequest pull, JsonObject body) =>
        scene.SendAsync("PUT", $"{Scene.Api}/pulls/{pull.Number}/merge", body);

    private static async Task CheckAsync(Scene scene, PullRequest pull, string conclusion)
    {
        Reply made = await scene.SendAsync("POST", $"{Scene.Api}/check-runs", new JsonObject
        {
            ["name"] = "plan",
            ["head_sha"] = pull.HeadSha,
            ["conclusion"] = conclusion,
        });
        Assert.Equal(201, made.Status);
    }
}
