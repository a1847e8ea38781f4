using System.Text;
using System.Text.RegularExpressions;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Tests.Ledger;
using ContinuousDeploy.Webhooks;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>
/// Requests that are almost GitHub's, seeded, 45,000 in all: 5,000 of changed bytes through the real server, and 40,000
/// changed payloads with a right signature through the border behind it. HOSTILE_INPUTS multiplies both.
/// </summary>
public sealed partial class HostileWebhookTests(ITestOutputHelper output)
{
    private const string Origin =
        """ "repository":{"id":17,"name":"shop","owner":{"login":"acme"}},"installation":{"id":5} """;

    private static readonly (string Event, string Body)[] Payloads =
    [
        ("push", Webhook.Push),
        ("pull_request", $$"""{"action":"opened","number":8,"pull_request":{"number":8},{{Origin}}}"""),
        ("issue_comment", $$"""
            {"action":"created","issue":{"number":3,"pull_request":{"url":"u"} },
             "comment":{"id":99,"body":"/rollback","user":{"login":"octocat","type":"User"} },{{Origin}}}
            """),
        ("check_run", $$"""{"action":"rerequested","check_run":{"pull_requests":[{"number":4}]},{{Origin}}}"""),
        ("installation", """{"action":"created","installation":{"id":5},"repositories":[{"id":1,"full_name":"acme/shop"}]}"""),
    ];

    // What the server itself says to what is no HTTP, and the receiver to what is no delivery.
    private static readonly int[] Refusals = [400, 401, 404, 405, 408, 411, 413, 414, 415, 431, 505];

    [Fact]
    public async Task Changed_bytes_of_a_request_are_refused_unless_all_that_counts_is_whole()
    {
        await using var host = await WebhookHost.StartAsync();
        var choices = new Choices(50_000);
        var count = Choices.Count(5_000);
        var wrong = new List<string>();
        var taken = new HashSet<Guid>();
        for (var number = 0; number < count; number++)
        {
            var bytes = Request(choices, number);
            var (status, text) = await SendAsync(host, bytes);
            var whole = DeliveryOf(bytes);
            if (status == 202 ? whole is null : !Refusals.Contains(status))
            {
                wrong.Add($"{number}: {status} '{text}' to {Encoding.Latin1.GetString(bytes)}");
            }

            if (status == 202 && whole is { } id)
            {
                taken.Add(id);
            }
        }

        output.WriteLine($"{count} requests: {taken.Count} taken, {count - taken.Count} refused, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong.Take(20)));
        Assert.Equal(taken.Count, host.Stored());
        Assert.InRange(taken.Count, count / 50, count / 2);
    }

    [Fact]
    public void A_changed_payload_gives_hints_that_can_be_followed_or_a_reason()
    {
        var border = new WebhookTranslation(Options.Create(new WebhookOptions()));
        var choices = new Choices(40_000);
        var count = Choices.Count(40_000);
        var (hints, refused) = (0, 0);
        for (var number = 0; number < count; number++)
        {
            var (name, body) = choices.Of(Payloads);
            var bytes = choices.OneIn(2) ? choices.Mutate(Encoding.UTF8.GetBytes(body)) : Encoding.UTF8.GetBytes(choices.Mutate(body));
            switch (border.Translate(new Delivery(Webhook.Id, name, bytes, LedgerFixture.Start)))
            {
                case Translation.Hints found:
                    hints++;
                    Assert.All(found.Events, hint => AssertCanBeFollowed(hint, bytes));
                    break;
                case Translation.Ignored { Reason: var reason }:
                    refused++;
                    Assert.NotEmpty(reason);
                    break;
                case Translation.Unreadable { Reason: var reason }:
                    refused++;
                    Assert.NotEmpty(reason);
                    break;
            }
        }

        output.WriteLine($"{count} payloads: {hints} give hints, {refused} give a reason");
        Assert.True(hints > count / 20 && refused > count / 20);
    }

    [Theory]
    [InlineData("../..", "shop")]
    [InlineData("acme", "shop/../../user")]
    [InlineData("acme", "sh\\u0000op")]
    [InlineData("acme?", "shop")]
    public void A_repository_whose_name_cannot_stand_in_an_address_is_not_looked_at(string owner, string name)
    {
        var body = $$"""
            {"ref":"refs/heads/main","after":"0","repository":{"id":17,"name":"{{name}}","owner":{"login":"{{owner}}"} },"installation":{"id":5} }
            """;

        var translated = new WebhookTranslation(Options.Create(new WebhookOptions()))
            .Translate(new Delivery(Webhook.Id, "push", Encoding.UTF8.GetBytes(body), LedgerFixture.Start));

        Assert.Equal(new Translation.Unreadable("the body is not that of push", null), translated);
    }

    private static void AssertCanBeFollowed(RepositoryEvent hint, byte[] bytes) => Assert.True(
        GitHubName.IsValid(hint.Repository.Owner) && GitHubName.IsValid(hint.Repository.Name)
        && hint.Repository is { Id: > 0, Installation: > 0 },
        $"{hint} of {Encoding.UTF8.GetString(bytes)}");

    private static byte[] Request(Choices choices, int number)
    {
        var body = Webhook.PushBody;
        var headers = Webhook.Headers(body, id: Webhook.Guid(number));
        headers.Add(("Connection", "close"));
        var head = Webhook.Head(headers);
        // Most changes are to the head, and most of those to the values: a change of the body never fits its signature.
        return choices.Below(8) switch
        {
            0 => [.. head, .. choices.Mutate(body)],
            1 => choices.Mutate([.. head, .. body]),
            2 => [.. Encoding.Latin1.GetBytes(choices.Mutate(Encoding.Latin1.GetString(head))), .. body],
            _ => [.. Webhook.Head(Changed(choices, headers)), .. body],
        };
    }

    private static List<(string Name, string Value)> Changed(Choices choices, List<(string Name, string Value)> headers)
    {
        var at = choices.Below(headers.Count);
        var (name, value) = headers[at];
        headers[at] = choices.OneIn(5)
            ? (choices.Mutate(name), value)
            : (name, string.Concat(choices.Mutate(value).Where(letter => letter is not ('\r' or '\n'))));
        return headers;
    }

    private static async Task<(int Status, string Text)> SendAsync(WebhookHost host, byte[] bytes)
    {
        using var client = new RawClient(host.Address);
        try
        {
            await client.SendAsync(bytes, TestContext.Current.CancellationToken);
            if (!IsWhole(bytes))
            {
                client.FinishSending();
            }

            return await client.AnswerAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server closed the connection at a request that does not end.
            return (400, "");
        }
        catch (System.Net.Sockets.SocketException)
        {
            return (400, "");
        }
    }

    /// <summary>Whether a request says where it ends, and does: for the rest of another the server would wait.</summary>
    private static bool IsWhole(byte[] bytes)
    {
        var (head, body) = Parts(bytes);
        return head is not null && HeadersIn(head)["Content-Length"]
            .All(value => long.TryParse(value, out var length) && length <= body.Length);
    }

    /// <summary>A line may end without a carriage return: the server takes that, as RFC 9112 (2.2) allows.</summary>
    private static (string? Head, byte[] Body) Parts(byte[] bytes)
    {
        var end = HeadEnd().Match(Encoding.Latin1.GetString(bytes));
        return end.Success
            ? (Encoding.Latin1.GetString(bytes, 0, end.Index), bytes[(end.Index + end.Length)..])
            : (null, bytes);
    }

    private static ILookup<string, string> HeadersIn(string head) => head.Split('\n').Skip(1)
        .Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2)
        .ToLookup(parts => parts[0], parts => parts[1].Trim(' ', '\t', '\r'), StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of a request that is a delivery by its text, read here by other means than the server's.</summary>
    private static Guid? DeliveryOf(byte[] bytes)
    {
        var (head, sent) = Parts(bytes);
        var headers = HeadersIn(head ?? "");
        var body = int.TryParse(Single("Content-Length"), out var length) && length >= 0 && length <= sent.Length
            ? sent[..length]
            : null;
        return body is not null
            && head!.StartsWith("POST ", StringComparison.Ordinal)
            && Single("X-Hub-Signature-256") == Webhook.Sign(body)
            && Single("X-GitHub-Event") is { } name && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
            && Single("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is true
            && !headers.Contains("Content-Encoding")
            && Guid.TryParseExact(Single("X-GitHub-Delivery"), "D", out var id)
                ? id
                : null;

        string? Single(string name) => headers[name].ToList() is [var only] ? only : null;
    }

    [GeneratedRegex("\r?\n\r?\n")]
    private static partial Regex HeadEnd();
}
