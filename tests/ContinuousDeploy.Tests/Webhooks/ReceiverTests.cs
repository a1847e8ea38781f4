using System.Globalization;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Tests.Webhooks;

public sealed class ReceiverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_delivery_is_stored_before_it_is_answered()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Events.Handle = NeverAsync;

        var (status, text) = await host.DeliverAsync(Webhook.PushBody);

        Assert.Equal((202, "Stored.\n"), (status, text));
        var pending = Assert.Single(await host.Inbox.PendingAsync(0, 10, Token));
        Assert.Equal((Webhook.Id, "push"), (pending.Delivery.Id, pending.Delivery.Event));
        Assert.Equal(Webhook.PushBody, pending.Delivery.Body.ToArray());
        Assert.Equal(host.Time.GetUtcNow(), pending.Delivery.Received);
    }

    [Fact]
    public async Task The_same_delivery_a_thousand_times_at_once_is_answered_each_time_and_handled_once()
    {
        await using var host = await WebhookHost.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => host.DeliverAsync(Webhook.PushBody)));
        await host.WhenIdleAsync();

        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        Assert.Equal(1, answers.Count(answer => answer.Text == "Stored.\n"));
        Assert.Equal(1, host.Stored());
        Assert.Single(host.Events.Taken);
        Assert.Equal((1, 999), (host.Counts["stored"], host.Counts["duplicate"]));
    }

    [Fact]
    public async Task A_guid_in_capital_letters_is_the_same_guid()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeliverAsync(Webhook.PushBody);

        var (_, text) = await host.DeliverAsync(Webhook.PushBody, id: Webhook.Id.ToUpperInvariant());

        Assert.Equal("Stored before; nothing more will happen.\n", text);
    }

    [Fact]
    public async Task A_ledger_that_is_locked_gives_the_delivery_back_and_takes_it_later()
    {
        await using var host = await WebhookHost.StartAsync();
        using var other = host.OpenLedger();
        using (other.BeginTransaction(deferred: false))
        {
            var (status, text) = await host.DeliverAsync(Webhook.PushBody);
            Assert.Equal(503, status);
            Assert.Contains("was not taken", text, StringComparison.Ordinal);
        }

        Assert.Equal(0, host.Stored());
        Assert.Equal(202, (await host.DeliverAsync(Webhook.PushBody)).Status);
        await host.WhenIdleAsync();
        Assert.Single(host.Events.Taken);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Only_POST_is_answered(string method)
    {
        await using var host = await WebhookHost.StartAsync();

        Assert.Equal(405, (await host.SendAsync(Webhook.Headers(Webhook.PushBody), Webhook.PushBody, method)).Status);
    }

    [Fact]
    public async Task One_connection_carries_many_deliveries()
    {
        await using var host = await WebhookHost.StartAsync();
        using var client = new RawClient(host.Address);
        for (var number = 1; number <= 20; number++)
        {
            await client.SendAsync(Webhook.Head(Webhook.Headers(Webhook.PushBody, id: Webhook.Guid(number))), Token);
            await client.SendAsync(Webhook.PushBody, Token);
            Assert.Equal(202, (await client.AnswerAsync(Token)).Status);
        }

        Assert.Equal(20, host.Stored());
    }

    [Fact]
    public async Task No_other_header_is_kept()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Events.Handle = NeverAsync;
        const string canary = "bXkgc2VjcmV0IGNhbmFyeQ==";
        var headers = Webhook.Headers(Webhook.PushBody);
        headers.Add(("X-Github-Encoded-Secret", canary));

        await host.SendAsync(headers, Webhook.PushBody);

        using var connection = host.OpenLedger();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id || event || received || length || coalesce(outcome, '') FROM deliveries";
        Assert.DoesNotContain(canary, (string)command.ExecuteScalar()!, StringComparison.Ordinal);
    }

    private static Task NeverAsync(RepositoryEvent hint, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    [Fact]
    public async Task Deliveries_of_a_repository_are_worked_off_in_order_of_arrival()
    {
        await using var host = await WebhookHost.StartAsync();
        for (var number = 1; number <= 300; number++)
        {
            var body = Webhook.Push.Replace("heads/main", $"heads/b{number}", StringComparison.Ordinal);
            await host.DeliverAsync(System.Text.Encoding.UTF8.GetBytes(body), id: Webhook.Guid(number));
        }

        await host.WhenIdleAsync();

        Assert.Equal(
            Enumerable.Range(1, 300).Select(number => string.Create(CultureInfo.InvariantCulture, $"b{number}")),
            host.Events.Taken.Cast<RepositoryEvent.BranchMoved>().Select(moved => moved.Branch));
    }
}
