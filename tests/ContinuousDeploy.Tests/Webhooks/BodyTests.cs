using System.IO.Compression;
using System.Text;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>Bodies that are re-encoded, too large, too slow or cut off, over a real socket.</summary>
public sealed class BodyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_largest_body_is_stored()
    {
        await using var host = await WebhookHost.StartAsync();
        var body = new byte[DeliveryBody.Limit];
        body.AsSpan().Fill((byte)' ');

        Assert.Equal(202, (await host.DeliverAsync(body, "star")).Status);
        await host.WhenIdleAsync();
        Assert.Equal(1, host.Stored());
    }

    [Fact]
    public async Task A_body_announced_beyond_the_limit_is_refused_without_reading_it()
    {
        await using var host = await WebhookHost.StartAsync();
        var headers = Webhook.Headers([]).Where(header => header.Name != "Content-Length")
            .Append(("Content-Length", "1000000000"));
        using var client = new RawClient(host.Address);
        await client.SendAsync(Webhook.Head(headers), Token);

        Assert.Equal(413, (await client.AnswerAsync(Token)).Status);
        Assert.Equal(1, host.Counts["too_large"]);
    }

    [Fact]
    public async Task A_body_in_endless_chunks_is_cut_off_at_the_limit()
    {
        await using var host = await WebhookHost.StartAsync();
        using var client = new RawClient(host.Address);
        await client.SendAsync(Webhook.Head(Chunked([])), Token);
        var chunk = Encoding.ASCII.GetBytes("100000\r\n" + new string('x', 0x100000) + "\r\n");
        var answer = client.AnswerAsync(Token);
        var sent = 0;
        while (!answer.IsCompleted && sent < 100)
        {
            try
            {
                await client.SendAsync(chunk, Token);
                sent++;
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }
        }

        Assert.Equal(413, (await answer).Status);
        Assert.InRange(sent, 20, 99);
        Assert.Equal(0, host.Stored());
    }

    [Fact]
    public async Task A_body_in_chunks_counts_as_the_bytes_it_carries()
    {
        await using var host = await WebhookHost.StartAsync();
        var body = Webhook.PushBody;
        byte[] chunks =
        [
            .. Encoding.ASCII.GetBytes($"a\r\n"), .. body[..10], .. "\r\n"u8,
            .. Encoding.ASCII.GetBytes($"{body.Length - 10:x};name=value\r\n"), .. body[10..], .. "\r\n0\r\n\r\n"u8,
        ];

        Assert.Equal(202, (await host.SendAsync(Chunked(body), chunks)).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_within_ten_seconds_is_refused()
    {
        await using var host = await WebhookHost.StartAsync();
        using var client = new RawClient(host.Address);
        var headers = Webhook.Headers(Webhook.PushBody);
        headers.Add(("Expect", "100-continue"));
        await client.SendAsync(Webhook.Head(headers), Token);

        // The server says "continue" once it waits for the body.
        Assert.Equal(100, (await client.AnswerAsync(Token)).Status);
        await client.SendAsync(Webhook.PushBody.AsMemory(0, 10), Token);
        host.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(408, (await client.AnswerAsync(Token)).Status);
        Assert.Equal(1, host.Counts["too_slow"]);
        Assert.Equal(0, host.Stored());
    }

    [Fact]
    public async Task More_large_bodies_than_memory_is_set_aside_for_wait_their_turn_and_small_ones_do_not()
    {
        await using var host = await WebhookHost.StartAsync();
        var body = new byte[2 * LargeBodies.From];
        var slow = new List<RawClient>();
        for (var number = 0; number < 4; number++)
        {
            var client = new RawClient(host.Address);
            slow.Add(client);
            var headers = Webhook.Headers(body, "star", Webhook.Guid(number));
            await client.SendAsync((byte[])[.. Webhook.Head(headers), .. body[..^1]], Token);
        }

        var fifth = host.DeliverAsync(body, "star", Webhook.Guid(5));
        Assert.Equal(202, (await host.DeliverAsync(Webhook.PushBody)).Status);
        foreach (var client in slow)
        {
            await client.SendAsync(body.AsMemory(^1..), Token);
            Assert.Equal(202, (await client.AnswerAsync(Token)).Status);
            client.Dispose();
        }

        Assert.Equal(202, (await fifth).Status);
        Assert.Equal(6, host.Stored());
    }

    [Fact]
    public async Task A_client_that_goes_away_within_the_body_leaves_nothing()
    {
        await using var host = await WebhookHost.StartAsync();
        using (var client = new RawClient(host.Address))
        {
            await client.SendAsync(Webhook.Head(Webhook.Headers(Webhook.PushBody)), Token);
            await client.SendAsync(Webhook.PushBody.AsMemory(0, 10), Token);
        }

        Assert.Equal(202, (await host.DeliverAsync(Webhook.PushBody, id: Webhook.Guid(2))).Status);
        Assert.Equal(1, host.Stored());
    }

    public static TheoryData<string, byte[]> Rewritten() => new()
    {
        { "a byte order mark in front", [0xef, 0xbb, 0xbf, .. Webhook.PushBody] },
        { "a line end behind", [.. Webhook.PushBody, (byte)'\n'] },
        { "other line ends", Encoding.UTF8.GetBytes(Webhook.Push.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "UTF-16", Encoding.Unicode.GetBytes(Webhook.Push) },
        { "form encoding", Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(Webhook.Push)) },
        { "gzip", Zipped(Webhook.PushBody) },
    };

    [Theory]
    [MemberData(nameof(Rewritten))]
    public async Task A_body_that_was_rewritten_on_the_way_does_not_fit_its_signature(string how, byte[] rewritten)
    {
        await using var host = await WebhookHost.StartAsync();
        var headers = Webhook.Headers(rewritten).Where(header => header.Name != "X-Hub-Signature-256")
            .Append(("X-Hub-Signature-256", Webhook.Sign(Webhook.PushBody)));

        var (status, _) = await host.SendAsync(headers, rewritten);

        Assert.True(status == 401, $"{how}: {status}");
        Assert.Equal(0, host.Stored());
    }

    private static IEnumerable<(string Name, string Value)> Chunked(byte[] body) =>
        Webhook.Headers(body).Where(header => header.Name != "Content-Length").Append(("Transfer-Encoding", "chunked"));

    private static byte[] Zipped(byte[] body)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            zip.Write(body);
        }

        return zipped.ToArray();
    }
}
