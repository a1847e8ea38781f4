using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class PullRequestTests
{
    [Fact]
    public async Task A_pull_request_is_opened_shown_and_merged()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");

        Reply shown = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}");
        Assert.Equal(200, shown.Status);
        Assert.Equal("clean", (string?)shown.Body!["mergeable_state"]);
        Assert.Equal(1, (int)shown.Body["changed_files"]!);

        Reply merged = await scene.SendAsync(
            "PUT", $"{Scene.Api}/pulls/{pull.Number}/merge", new JsonObject { ["sha"] = pull.HeadSha });
        Assert.Equal(200, merged.Status);
        Reply main = await scene.GetAsync($"{Scene.Api}/branches/main");
        Assert.Equal((string?)merged.Body!["sha"], (string?)main.Body!["commit"]!["sha"]);
        Reply after = await scene.GetAsync($"{Scene.Api}/pulls/{pull.Number}");
        Assert.True((bool)after.Body!["merged"]!);
        Assert.Equal("closed", (string?)after.Body["state"]);
    }

    [Fact]
    public async Task Opening_pushing_and_merging_sends_the_events_in_order()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "bump", "Again", [new("a.txt", "a")], Scene.Cancelled);
        Outcome<string> merged = await scene.People.MergeAsync(
            pull, scene.Writer, MergeRequest.Plain, Scene.Cancelled);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Null(merged.Why);
        Assert.Equal(
            [
                "push", "check_suite.requested", "pull_request.opened", "push", "pull_request.synchronize",
                "check_suite.requested", "pull_request.closed", "push", "check_suite.requested",
            ],
            scene.Receiver.Kinds);
    }
}
