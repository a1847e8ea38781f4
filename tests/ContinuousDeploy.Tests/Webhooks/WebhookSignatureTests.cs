using System.Text;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void The_vector_that_GitHub_publishes_is_reproduced()
    {
        const string published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

        Assert.True(WebhookSignature.TryParse(published, out var signature));
        Assert.True(signature.IsMadeWith(WebhookSignature.Keys(["It's a Secret to Everybody"]), "Hello, World!"u8));
        Assert.False(signature.IsMadeWith(WebhookSignature.Keys(["It's a Secret to Everybody"]), "Hello, World"u8));
        Assert.False(signature.IsMadeWith(WebhookSignature.Keys(["It's a secret to Everybody"]), "Hello, World!"u8));
    }

    [Fact]
    public void Nothing_is_made_with_no_secret()
    {
        Assert.True(WebhookSignature.TryParse(Webhook.Sign("x"u8, ""), out var signature));

        Assert.False(signature.IsMadeWith([], "x"u8));
    }

    [Fact]
    public async Task While_the_secret_is_changed_the_old_and_the_new_one_are_good()
    {
        await using var host = await WebhookHost.StartAsync("old", "new");

        Assert.Equal(202, await StatusAsync(host, "old", 1));
        Assert.Equal(202, await StatusAsync(host, "new", 2));
        Assert.Equal(401, await StatusAsync(host, "older", 3));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("secret\n", "white space")]
    public void An_unsafe_secret_is_refused_at_start(string secret, string why) =>
        Assert.Contains(why, Validate(["good", secret]), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void No_secret_or_more_than_two_are_refused_at_start(int count)
    {
        var problem = Validate([.. Enumerable.Repeat("good", count)]);

        Assert.Contains($"has {count} entries", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_a_secret_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => WebhookHost.StartAsync(""));

        Assert.Contains("GitHub:WebhookSecrets:0 is empty", refused.Message, StringComparison.Ordinal);
    }

    private static string Validate(string[] secrets) =>
        new WebhookOptionsValidation()
            .Validate(null, new WebhookOptions { WebhookSecrets = secrets })
            .FailureMessage ?? "";

    private static async Task<int> StatusAsync(WebhookHost host, string secret, int number)
    {
        var body = Encoding.UTF8.GetBytes(Webhook.Push);
        var headers = Webhook.Headers(body, id: Webhook.Guid(number))
            .Where(header => header.Name != "X-Hub-Signature-256")
            .Append(("X-Hub-Signature-256", Webhook.Sign(body, secret)));
        return (await host.SendAsync(headers, body)).Status;
    }
}
