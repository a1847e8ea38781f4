using ContinuousDeploy.Ledger;
using ContinuousDeploy.Tests.Ledger;
using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Webhooks;

public sealed class ExamplePayloadTests
{
    private static readonly WebhookTranslation Border = new(Options.Create(new WebhookOptions()));

    [Fact]
    public async Task Every_example_is_stored_and_worked_off()
    {
        var examples = ExamplePayloads.All();
        await using var host = await WebhookHost.StartAsync();
        for (var number = 0; number < examples.Count; number++)
        {
            var (name, body) = examples[number];
            Assert.Equal((name, 202), (name, (await host.DeliverAsync(body, name, Webhook.Guid(number))).Status));
        }

        await host.WhenIdleAsync();

        Assert.Equal(329, host.Stored());
        Assert.DoesNotContain(Enumerable.Range(0, 329), number => host.Outcome(Webhook.Guid(number)) is null);
    }

    [Fact]
    public void Every_example_is_translated_and_none_is_unreadable()
    {
        var translated = ExamplePayloads.All()
            .Select(example => (example.Event, What: Translate(example.Event, example.Body)))
            .ToList();

        Assert.DoesNotContain(translated, one => one.What is Translation.Unreadable);
        Assert.Equal(
            [
                "check_run", "check_suite", "installation", "installation_repositories", "issue_comment",
                "pull_request", "push",
            ],
            translated.Where(one => one.What is Translation.Hints).Select(one => one.Event).Distinct().Order());
    }

    [Fact]
    public void A_damaged_example_is_a_value_too()
    {
        byte[] replacements = [(byte)'"', (byte)'{', (byte)'}', (byte)',', (byte)'9', (byte)'\\', 0x00, 0xff, 0xc0];
        var tried = 0;
        foreach (var (name, body) in ExamplePayloads.All())
        {
            for (var at = 0; at < body.Length; at += 1 + (body.Length / 16))
            {
                foreach (var replacement in replacements)
                {
                    byte[] damaged = [.. body];
                    damaged[at] = replacement;
                    Assert.NotNull(Translate(name, damaged));
                    tried++;
                }

                Assert.NotNull(Translate(name, body[..at]));
            }
        }

        Assert.InRange(tried, 45_000, int.MaxValue);
    }

    private static Translation Translate(string name, byte[] body) =>
        Border.Translate(new Delivery(Webhook.Id, name, body, LedgerFixture.Start));
}
