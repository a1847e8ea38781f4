using System.Collections.Concurrent;
using System.Text;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Tests.Webhooks;

public sealed class InboxPumpTests : IAsyncLifetime
{
    private static readonly RepositoryEvent.LookAgain Again = new(new RepositoryReference(17, 5, "acme", "shop"));

    private WebhookHost host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await WebhookHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_handed_on_and_noted()
    {
        await PushAsync(1, "main");
        await host.WhenIdleAsync();

        Assert.Equal([Moved("main")], host.Events.Taken);
        Assert.Equal("handled", host.Outcome(Webhook.Guid(1)));
    }

    [Fact]
    public async Task What_does_not_concern_us_is_noted_with_the_reason()
    {
        await host.DeliverAsync("{}"u8.ToArray(), "star", Webhook.Guid(1));
        await host.DeliverAsync("{"u8.ToArray(), "push", Webhook.Guid(2));
        await host.WhenIdleAsync();

        Assert.Empty(host.Events.Taken);
        Assert.Equal("ignored: star does not concern us", host.Outcome(Webhook.Guid(1)));
        Assert.Equal(
            "ignored: unreadable: the body is not JSON in UTF-8 without duplicate names",
            host.Outcome(Webhook.Guid(2)));
    }

    [Fact]
    public async Task An_unreadable_payload_of_a_known_repository_makes_us_look_again()
    {
        var body = Webhook.Push.Replace("refs/heads/main", "", StringComparison.Ordinal);
        await host.DeliverAsync(Encoding.UTF8.GetBytes(body), "push", Webhook.Guid(1));
        await host.WhenIdleAsync();

        Assert.Equal([Again], host.Events.Taken);
        Assert.Equal("unreadable: the body is not that of push; looked again", host.Outcome(Webhook.Guid(1)));
    }

    [Fact]
    public async Task Repositories_do_not_wait_for_each_other_and_one_repositorys_hints_do()
    {
        var blocked = new TaskCompletionSource();
        var running = new ConcurrentDictionary<long, int>();
        var overlaps = 0;
        host.Events.Handle = async (hint, _) =>
        {
            overlaps += running.AddOrUpdate(hint.Repository.Id, 1, (_, count) => count + 1) > 1 ? 1 : 0;
            if (hint.Repository.Id == 17)
            {
                await blocked.Task;
            }

            running[hint.Repository.Id]--;
        };
        var other = new TaskCompletionSource();
        await PushAsync(1, "a");
        await PushAsync(2, "b");
        var handle = host.Events.Handle;
        host.Events.Handle = async (hint, token) =>
        {
            await handle(hint, token);
            if (hint.Repository.Id == 18)
            {
                other.SetResult();
            }
        };
        await PushAsync(3, "c", repository: 18);
        await other.Task.WaitAsync(Token);

        Assert.DoesNotContain(host.Events.Taken, hint => hint.Repository.Id == 17);
        blocked.SetResult();
        await host.WhenIdleAsync();
        Assert.Equal(0, overlaps);
        Assert.Equal([Moved("a"), Moved("b")], host.Events.Taken.Where(hint => hint.Repository.Id == 17));
    }

    [Fact]
    public async Task Equal_hints_that_wait_are_handled_once_and_all_their_deliveries_are_noted()
    {
        var begun = new TaskCompletionSource();
        var blocked = new TaskCompletionSource();
        host.Events.Handle = (_, _) =>
        {
            begun.TrySetResult();
            return blocked.Task;
        };
        await PushAsync(0, "main");
        await begun.Task.WaitAsync(Token);
        await Task.WhenAll(Enumerable.Range(1, 50).Select(number => PushAsync(number, "main")));
        blocked.SetResult();
        await host.WhenIdleAsync();

        Assert.InRange(host.Events.Taken.Count, 2, 50);
        Assert.All(Enumerable.Range(0, 51), number => Assert.Equal("handled", host.Outcome(Webhook.Guid(number))));
    }

    [Fact]
    public async Task GitHub_being_away_is_waited_out_however_long_it_takes()
    {
        var failures = new Failures(host, 20, () => new GitHubUnavailableException("GitHub answers 502.", null));
        await PushAsync(1, "main");
        await failures.LetTimePassAsync(TimeSpan.FromMinutes(1));
        await host.WhenIdleAsync();

        Assert.Equal([Moved("main")], host.Events.Taken);
        Assert.Equal("handled", host.Outcome(Webhook.Guid(1)));
    }

    [Fact]
    public async Task GitHub_is_not_asked_again_before_the_time_it_named()
    {
        var failures = new Failures(host, 1, () => new GitHubUnavailableException("limit", TimeSpan.FromMinutes(7)));
        await PushAsync(1, "main");
        await failures.NextAsync();
        host.Time.Advance(TimeSpan.FromMinutes(7) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, failures.Attempts);

        await failures.LetTimePassAsync(TimeSpan.FromSeconds(1));
        await host.WhenIdleAsync();
        Assert.Equal([Moved("main")], host.Events.Taken);
    }

    [Fact]
    public async Task A_hint_that_fails_each_time_is_given_up_as_poison_and_the_repository_is_looked_at()
    {
        var failures = new Failures(host, HintAttempts.Limit, () => new InvalidOperationException("secret"));
        await PushAsync(1, "main");
        await PushAsync(2, "other");
        await failures.LetTimePassAsync(TimeSpan.FromMinutes(1));
        await host.WhenIdleAsync();

        Assert.Equal([Again, Moved("other")], host.Events.Taken);
        Assert.Equal("poison: InvalidOperationException", host.Outcome(Webhook.Guid(1)));
        Assert.Equal("handled", host.Outcome(Webhook.Guid(2)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1_000, 60)]
    public void The_wait_doubles_up_to_a_minute(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), HintAttempts.DelayAfter(attempt));

    [Fact]
    public async Task A_stop_lets_what_was_begun_end_and_leaves_the_rest_in_the_inbox()
    {
        var begun = new TaskCompletionSource();
        var blocked = new TaskCompletionSource();
        host.Events.Handle = (_, _) =>
        {
            begun.TrySetResult();
            return blocked.Task;
        };
        await PushAsync(1, "begun");
        await begun.Task.WaitAsync(Token);
        await PushAsync(2, "not begun");

        var stopped = host.Pump.StopAsync(Token);
        Assert.False(stopped.IsCompleted);
        blocked.SetResult();
        await stopped;

        Assert.Equal([Moved("begun")], host.Events.Taken);
        Assert.Equal("handled", host.Outcome(Webhook.Guid(1)));
        Assert.Equal(
            Webhook.Guid(2), Assert.Single(await host.Inbox.PendingAsync(0, 10, Token)).Delivery.Id);
    }

    [Fact]
    public async Task A_delivery_stored_by_another_node_is_found_without_a_signal()
    {
        await host.WhenIdleAsync();
        await host.Inbox.AppendAsync(
            new Delivery(Webhook.Guid(1), "push", Webhook.PushBody, host.Time.GetUtcNow()), Token);
        var taken = new TaskCompletionSource();
        host.Events.Handle = (_, _) =>
        {
            taken.SetResult();
            return Task.CompletedTask;
        };

        await Failures.AdvanceUntilAsync(host, taken.Task, TimeSpan.FromSeconds(30));
        await host.WhenIdleAsync();

        Assert.Equal("handled", host.Outcome(Webhook.Guid(1)));
    }

    private static RepositoryEvent.BranchMoved Moved(string branch) => new(Again.Repository, branch);

    private async Task PushAsync(int number, string branch, long repository = 17)
    {
        var body = Webhook.Push.Replace("heads/main", $"heads/{branch}", StringComparison.Ordinal)
            .Replace("\"id\":17", $"\"id\":{repository}", StringComparison.Ordinal);
        Assert.Equal(202, (await host.DeliverAsync(Encoding.UTF8.GetBytes(body), "push", Webhook.Guid(number))).Status);
    }
}
