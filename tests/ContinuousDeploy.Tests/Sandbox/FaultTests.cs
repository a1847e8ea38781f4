using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class FaultTests
{
    [Fact]
    public async Task A_dropped_answer_leaves_the_effect()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";
        scene.Server.Faults.Add(new RequestFault("POST", "*/comments", RequestFaultKind.DropAnswer));

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Deployed" }));

        Reply listed = await scene.GetAsync(comments);
        Assert.Equal("Deployed", (string?)Assert.Single(listed.Body!.AsArray())!["body"]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_status_is_answered_as_often_as_asked_and_nothing_happens(int status)
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";
        scene.Server.Faults.Add(new RequestFault(
            "POST", "/repos/acme/*/comments", RequestFaultKind.Status, Count: 2, Status: status, RetryAfter: 7));
        JsonObject body = new() { ["body"] = "Deployed" };

        Reply first = await scene.SendAsync("POST", comments, body);
        Reply second = await scene.SendAsync("POST", comments, body);
        Reply third = await scene.SendAsync("POST", comments, body);

        Assert.Equal((status, status, 201), (first.Status, second.Status, third.Status));
        Assert.Equal("7", first.Header("Retry-After"));
        Assert.Single(scene.Server.World.Comments.All);
    }

    [Fact]
    public async Task A_delayed_answer_comes_when_its_time_has_come()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Server.Faults.Add(new RequestFault(
            "GET", "*", RequestFaultKind.Delay, Delay: TimeSpan.FromSeconds(3)));

        Task<Reply> waiting = scene.GetAsync(Scene.Api);
        while (scene.Server.Faults.Left > 0)
        {
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            // In small steps: the delay may begin only now, and the token of the request is to outlive it.
            scene.Time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal(200, (await waiting).Status);
    }

    [Fact]
    public async Task A_hanging_request_ends_with_its_client_and_does_nothing()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        scene.Server.Faults.Add(new RequestFault("POST", "*", RequestFaultKind.Hang));
        using HttpClient impatient = new();
        using CancellationTokenSource patience = new();

        Task<HttpResponseMessage> waiting = impatient.PostAsync(
            new Uri(scene.Server.ApiUrl, $"{Scene.Api}/issues/{pull.Number}/comments"), null, patience.Token);
        while (scene.Server.Faults.Left > 0)
        {
            await Task.Yield();
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(scene.Server.World.Comments.All);
        Assert.Equal(200, (await scene.GetAsync(Scene.Api)).Status);
    }

    [Fact]
    public async Task Faults_are_switched_on_over_http()
    {
        await using Scene scene = await Scene.StartAsync();
        string address = new Uri(scene.Server.Url, "/sandbox/faults").ToString();

        Reply added = await scene.SendAsync("POST", address, new JsonObject
        {
            ["method"] = "GET",
            ["path"] = "/repos/*",
            ["kind"] = "Status",
            ["status"] = 503,
        });
        Reply wrong = await scene.SendAsync("POST", address, new JsonObject { ["kind"] = "Explode" });

        Assert.Equal((204, 400), (added.Status, wrong.Status));
        Assert.Equal(503, (await scene.GetAsync(Scene.Api)).Status);
        Assert.Equal(200, (await scene.GetAsync(Scene.Api)).Status);
    }

    [Fact]
    public async Task The_exchange_log_holds_requests_and_answers_but_no_token()
    {
        List<Exchange> seen = [];
        await using Scene scene = await Scene.StartAsync(observe: seen.Add);
        string file = Path.Combine(scene.Folder, "exchanges.jsonl");

        using (ExchangeLog log = new(file))
        {
            seen.ForEach(log.Write);
        }

        string text = await File.ReadAllTextAsync(file, Scene.Cancelled);
        JsonNode issued = JsonNode.Parse(text.Split('\n')[0])!;
        Assert.Equal($"/app/installations/{scene.Installation.Id}/access_tokens", (string?)issued["path"]);
        Assert.Equal(201, (int)issued["status"]!);
        Assert.DoesNotContain(scene.Token, text);
        Assert.DoesNotContain("Bearer", text);
    }

    [Theory]
    [InlineData("/a/*/c", "/a/b/c", true)]
    [InlineData("/a/*/c", "/a/b/x/c", true)]
    [InlineData("/a/*/c", "/a/c", false)]
    [InlineData("*", "/anything", true)]
    [InlineData("/a", "/a/b", false)]
    [InlineData("*a*a", "a", false)]
    public void A_star_stands_for_any_text(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Wildcard.Matches(pattern, text));
}
