using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Sandbox.GitHub.Webhooks;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class WebhookTests
{
    [Fact]
    public async Task A_webhook_is_signed_and_names_its_installation()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.OpenAsync("bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Arrival opened = scene.Receiver.One("pull_request.opened");
        byte[] expected = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Scene.Secret), Encoding.UTF8.GetBytes(opened.Body));
        Assert.Equal($"sha256={Convert.ToHexStringLower(expected)}", opened.Signature);
        Assert.Equal(scene.Installation.Id, (long)opened.Payload["installation"]!["id"]!);
        Assert.True(Guid.TryParse(opened.Delivery, out _));
    }

    [Fact]
    public async Task A_failed_delivery_is_not_repeated_but_can_be_sent_again_with_its_guid()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Receiver.Status = 500;
        await scene.OpenAsync("bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        scene.Receiver.Status = 202;
        Reply failures = await scene.SendAsync(
            "GET", "app/hook/deliveries?status=failure&per_page=1", null, scene.Jwt());
        JsonNode failed = Assert.Single(failures.Body!.AsArray())!;

        Reply again = await scene.SendAsync(
            "POST", $"app/hook/deliveries/{failed["id"]}/attempts", null, scene.Jwt());
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Equal("Invalid HTTP Response: 500", (string?)failed["status"]);
        Assert.Equal("pull_request", (string?)failed["event"]);
        Assert.Equal(202, again.Status);
        Assert.Equal(2, scene.Receiver.Arrivals.Count(arrival => arrival.Delivery == (string?)failed["guid"]));
        Reply newest = await scene.SendAsync("GET", "app/hook/deliveries?per_page=1", null, scene.Jwt());
        Assert.True((bool)newest.Body![0]!["redelivery"]!);
        Assert.Equal("OK", (string?)newest.Body[0]!["status"]);
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_page_by_page()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.OpenAsync("bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        List<long> ids = [];
        for (string? next = "app/hook/deliveries?per_page=2"; next is not null;)
        {
            Reply page = await scene.SendAsync("GET", next, null, scene.Jwt());
            ids.AddRange(page.Body!.AsArray().Select(delivery => (long)delivery!["id"]!));
            next = page.Header("Link")?.Split('<', '>')[1];
        }

        Assert.Equal(scene.Server.Webhooks.Log.All.Select(delivery => delivery.Id).Reverse(), ids);
        Assert.Equal("ping", scene.Server.Webhooks.Log.Find(ids[^1])!.Event);
        Reply full = await scene.SendAsync("GET", $"app/hook/deliveries/{ids[0]}", null, scene.Jwt());
        Assert.Equal("opened", (string?)full.Body!["request"]!["payload"]!["action"]);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_within_ten_seconds_has_failed()
    {
        await using Scene scene = await Scene.StartAsync();
        TaskCompletionSource gate = new();
        scene.Receiver.Gate = gate.Task;
        await scene.People.PushAsync(
            scene.Repository, scene.Writer, "main", "Push", [new("a.txt", "a")], Scene.Cancelled);
        while (scene.Receiver.Arrivals.IsEmpty)
        {
            await Task.Yield();
        }

        scene.Receiver.Gate = Task.CompletedTask;
        scene.Time.Advance(WebhookPost.Deadline);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        gate.SetResult();

        Delivery late = scene.Server.Webhooks.Log.All.First(delivery => delivery.Event == "push"
            && delivery.Result!.Status != "OK");
        Assert.Equal(("timed out", 0), (late.Result!.Status, late.Result.StatusCode));
    }

    /// <summary>Some of these connections break in the very moment they are made, which looks different to the sender.</summary>
    [Fact]
    public async Task A_receiver_that_resets_every_connection_is_sent_the_next_webhooks_all_the_same()
    {
        await using Scene scene = await Scene.StartAsync();
        using TcpListener resetting = new(IPAddress.Loopback, 0);
        resetting.Start();
        Task reset = ResetAsync(resetting);
        await scene.Server.Setup.SetWebhookAsync(
            scene.App, new($"http://{resetting.LocalEndpoint}/"), "a secret of enough characters", Scene.Cancelled);
        Issue issue = await scene.People.OpenIssueAsync(
            scene.Repository, scene.Reader, "Question", "Why?", Scene.Cancelled);
        for (int number = 0; number < 100; number++)
        {
            await scene.People.CommentAsync(
                scene.Repository, issue.Number, scene.Reader, $"{number}", Scene.Cancelled);
        }

        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);
        resetting.Stop();
        await reset;

        Assert.Equal(100, scene.Server.Webhooks.Log.All.Count(delivery =>
            delivery.Event == "issue_comment"
            && delivery.Result is { Status: "failed to connect to host", StatusCode: 0 }));
    }

    [Fact]
    public async Task Webhooks_are_lost_doubled_and_reordered_on_purpose()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Server.Faults.Add(new WebhookFault("push", WebhookFaultKind.NeverSend));
        scene.Server.Faults.Add(new WebhookFault("check_suite", WebhookFaultKind.AfterTheNext));
        scene.Server.Faults.Add(new WebhookFault("pull_request.opened", WebhookFaultKind.Duplicate));

        await scene.OpenAsync("bump");
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Equal(
            ["pull_request.opened", "check_suite.requested", "pull_request.opened"], scene.Receiver.Kinds);
        Assert.Equal(scene.Receiver.Arrivals[0].Delivery, scene.Receiver.Arrivals[2].Delivery);
        Assert.Equal(0, scene.Server.Faults.Left);
    }

    [Fact]
    public async Task Installing_selecting_and_uninstalling_are_told_to_the_app()
    {
        await using Scene scene = await Scene.StartAsync();
        Account owner = await scene.Server.Setup.CreateUserAsync("owner", Scene.Cancelled);
        Repository repository = await scene.People.CreateRepositoryAsync(
            owner, "shop", scene.Folder + "/sample", false, Scene.Cancelled);

        Installation made = await scene.Server.Setup.InstallAsync(scene.App, owner, [], Scene.Cancelled);
        made = await scene.Server.Setup.SelectAsync(made, [repository], Scene.Cancelled);
        await scene.Server.Setup.UninstallAsync(made, Scene.Cancelled);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Equal(
            ["installation.created", "installation_repositories.added", "installation.deleted"],
            scene.Receiver.Kinds);
        Assert.Equal(
            "owner/shop",
            (string?)scene.Receiver.Arrivals[1].Payload["repositories_added"]![0]!["full_name"]);
    }

    [Fact]
    public async Task Comments_are_told_with_what_they_were_before()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        Issue issue = await scene.People.OpenIssueAsync(
            scene.Repository, scene.Reader, "Question", "Why?", Scene.Cancelled);
        IssueComment comment = await scene.People.CommentAsync(
            scene.Repository, pull.Number, scene.Reader, "/rollback", Scene.Cancelled);
        await scene.People.EditCommentAsync(comment, scene.Reader, "never mind", Scene.Cancelled);
        await scene.People.DeleteCommentAsync(comment, scene.Reader, Scene.Cancelled);
        await scene.Server.Webhooks.WhenDeliveredAsync(Scene.Cancelled);

        Assert.Equal(
            "/rollback", (string?)scene.Receiver.One("issue_comment.edited").Payload["changes"]!["body"]!["from"]);
        Assert.NotNull(scene.Receiver.One("issue_comment.created").Payload["issue"]!["pull_request"]);
        Assert.NotEqual(pull.Number, issue.Number);
        Assert.Equal("never mind", (string?)scene.Receiver.One("issue_comment.deleted").Payload["comment"]!["body"]);
    }

    [Fact]
    public async Task The_server_ends_while_a_delivery_hangs()
    {
        Scene scene = await Scene.StartAsync();
        TaskCompletionSource gate = new();
        scene.Receiver.Gate = gate.Task;
        await scene.OpenAsync("bump");

        await scene.Server.DisposeAsync();

        gate.SetResult();
        await scene.Receiver.DisposeAsync();
        Directory.Delete(scene.Folder, recursive: true);
    }

    private static async Task ResetAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using Socket connection = await listener.AcceptSocketAsync(Scene.Cancelled);
                connection.LingerState = new LingerOption(true, 0);
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }
}
