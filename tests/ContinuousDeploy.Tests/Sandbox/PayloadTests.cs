using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using Microsoft.Extensions.Primitives;
using Octokit.Webhooks;

namespace ContinuousDeploy.Tests.Sandbox;

/// <summary>The payloads are whole: a strict client, for whom members are required, can read each.</summary>
public sealed class PayloadTests
{
    [Fact]
    public async Task Every_payload_is_read_by_a_strict_client()
    {
        await using Scene scene = await Scene.StartAsync();
        await EverythingAsync(scene);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        StrictReader reader = new();
        foreach (Arrival arrival in scene.Receiver.Arrivals)
        {
            Assert.True(reader.Deserialize(arrival.Event, arrival.Body) is not null, arrival.Kind);
        }

        Assert.Equal(22, scene.Receiver.Kinds.Distinct().Count());
    }

    /// <summary>Lets every event happen at least once.</summary>
    private static async Task EverythingAsync(Scene scene)
    {
        CancellationToken cancelled = Scene.Cancelled;
        People people = scene.People;
        PullRequest pull = await scene.OpenAsync("bump");
        await people.EditPullRequestAsync(pull, scene.Writer, title: "Other", cancellationToken: cancelled);
        await people.EditPullRequestAsync(pull, scene.Writer, open: false, cancellationToken: cancelled);
        await people.EditPullRequestAsync(pull, scene.Writer, open: true, cancellationToken: cancelled);
        string head = await people.PushAsync(
            scene.Repository, scene.Writer, "bump", "Again", [new("a.txt", "a")], cancelled);
        await people.ReviewAsync(pull, scene.Reader, ReviewState.Commented, "Hm", cancelled);
        IssueComment comment = await people.CommentAsync(
            scene.Repository, pull.Number, scene.Reader, "/status", cancelled);
        await people.EditCommentAsync(comment, scene.Reader, "/why", cancelled);
        await people.DeleteCommentAsync(comment, scene.Reader, cancelled);
        await ReportAsync(scene, head);
        Outcome<string> merged = await people.MergeAsync(pull, scene.Writer, MergeRequest.Plain, cancelled);
        Assert.Null(merged.Why);
        await people.DeleteBranchAsync(scene.Repository, scene.Writer, "bump", cancelled);
        Account owner = await scene.Server.Setup.CreateUserAsync("owner", cancelled);
        Repository shop = await people.CreateRepositoryAsync(owner, "shop", scene.Folder + "/sample", false, cancelled);
        Installation made = await scene.Server.Setup.InstallAsync(scene.App, owner, [], cancelled);
        made = await scene.Server.Setup.SelectAsync(made, [shop], cancelled);
        made = await scene.Server.Setup.SelectAsync(made, [], cancelled);
        await scene.Server.Setup.UninstallAsync(made, cancelled);
    }

    private static async Task ReportAsync(Scene scene, string head)
    {
        Reply check = await scene.SendAsync("POST", $"{Scene.Api}/check-runs", new JsonObject
        {
            ["name"] = "plan",
            ["head_sha"] = head,
            ["conclusion"] = "success",
            ["actions"] = new JsonArray(new JsonObject
            {
                ["label"] = "Retry",
                ["description"] = "Once more",
                ["identifier"] = "retry",
            }),
        });
        CheckRun run = scene.Server.World.CheckRuns[(long)check.Body!["id"]!];
        await scene.People.PressAsync(run, "retry", scene.Writer, Scene.Cancelled);
        await scene.People.RerequestCheckAsync(run, scene.Writer, Scene.Cancelled);
        Reply deployment = await scene.SendAsync("POST", $"{Scene.Api}/deployments", new JsonObject
        {
            ["ref"] = head,
            ["auto_merge"] = false,
        });
        string statuses = $"{Scene.Api}/deployments/{deployment.Body!["id"]}/statuses";
        await scene.SendAsync("POST", statuses, new JsonObject { ["state"] = "success" });
    }

    private sealed class StrictReader : WebhookEventProcessor
    {
        public WebhookEvent Deserialize(string name, string body)
        {
            Dictionary<string, StringValues> headers = new() { ["X-GitHub-Event"] = name };
            return DeserializeWebhookEvent(WebhookHeaders.Parse(headers), body);
        }
    }
}
