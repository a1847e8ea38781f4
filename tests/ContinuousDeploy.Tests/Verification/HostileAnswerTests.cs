using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ContinuousDeploy.Core.Verification;
using ContinuousDeploy.Verification;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Verification;

/// <summary>Answers that are meant to hurt, and checks that are meant to reach something else than the instance.</summary>
public sealed class HostileAnswerTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    [Fact]
    public async Task Nothing_that_listens_is_a_failed_check()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Assert.Equal("connection refused", await SeenAsync(new Uri($"http://127.0.0.1:{port}/")));
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off_at_one_mebibyte()
    {
        var sent = 0L;
        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + "\r\n"), cancellationToken);
            var piece = new byte[64 * 1024];
            while (true)
            {
                await stream.WriteAsync(piece, cancellationToken);
                sent += piece.Length;
            }
        });

        Assert.Equal("200 with a body over 1 MiB", await SeenAsync(server.Address));
        // What the kernel's buffers take in beside what was read.
        Assert.InRange(sent, 1, 64 << 20);
    }

    [Fact]
    public async Task A_body_of_one_mebibyte_is_taken()
    {
        await using var server =
            RawServer.Saying(RawServer.Answer("200 OK", new string('x', SmokeRequest.MaximumBody)));

        Assert.Equal("200 after 0 ms", await SeenAsync(server.Address));
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), cancellationToken);
            var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-Header: value\r\n", 1000)));
            while (true)
            {
                await stream.WriteAsync(piece, cancellationToken);
            }
        });

        Assert.Equal("headers over 64 KiB", await SeenAsync(server.Address));
    }

    [Fact]
    public async Task A_slow_drip_ends_with_the_time_of_its_check()
    {
        var time = new FakeTimeProvider();
        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + "Content-Length: 100\r\n\r\n"), cancellationToken);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), cancellationToken);
                time.Advance(TimeSpan.FromSeconds(3));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            }
        });

        Assert.Equal("no answer in 10 s", await SeenAsync(server.Address, time));
    }

    [Fact]
    public async Task A_bomb_in_gzip_stays_packed()
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[64 << 20], TestContext.Current.CancellationToken);
        }

        await using var server = RawServer.Doing(async (stream, _, cancellationToken) =>
        {
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"{Head}Content-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"),
                cancellationToken);
            await stream.WriteAsync(packed.ToArray(), cancellationToken);
        });

        Assert.Equal(
            "200 after 0 ms, body encoded as \"gzip\" without having been asked", await SeenAsync(server.Address, contains: "x"));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "not a valid HTTP answer")]
    [InlineData("HTTP/1.1 abc\r\n\r\n", "not a valid HTTP answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "connection closed in the middle of the answer")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not a valid HTTP answer")]
    [InlineData("", "connection closed in the middle of the answer")]
    [InlineData("HTTP/1.1 200 OK\r\n", "connection closed in the middle of the answer")]
    public async Task What_is_no_whole_HTTP_answer_fails(string answer, string seen)
    {
        await using var server = RawServer.Saying(answer);

        Assert.Equal(seen, await SeenAsync(server.Address));
    }

    [Fact]
    public async Task A_deep_JSON_body_is_no_JSON()
    {
        await using var server = RawServer.Saying(RawServer.Answer("200 OK", new string('[', 100_000)));
        var check = SmokeRunnerTests.Check("/") with
        {
            Expect = SmokeRunnerTests.Expecting(200) with { Json = SmokeRunnerTests.Json(("$.a", "1")) },
        };

        var result = await SmokeRunnerTests.RunAsync(server.Address, check);

        Assert.Equal("200 after 0 ms, the body is not JSON", result.Checks[0].Seen);
    }

    [Fact]
    public async Task Hostile_text_is_shortened_and_without_control_characters()
    {
        await using var server = RawServer.Saying(RawServer.Answer(
            "200 OK", $$"""{"a":"\u202Eevil{{new string('x', 5000)}}"}""".Replace("\\u202E", "\u202E", StringComparison.Ordinal)));
        var check = SmokeRunnerTests.Check("/") with
        {
            Expect = SmokeRunnerTests.Expecting(200) with { Json = SmokeRunnerTests.Json(("$.a", "1")) },
        };

        var result = await SmokeRunnerTests.RunAsync(server.Address, check);

        Assert.Equal($"200 after 0 ms, $.a = \" evil{new string('x', 74)}…", result.Checks[0].Seen);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_not_followed()
    {
        await using var elsewhere = RawServer.Saying(RawServer.Answer("200 OK", ""));
        await using var server = RawServer.Saying(
            RawServer.Answer("302 Found", "", $"Location: {elsewhere.Address}"));

        Assert.Equal("302 after 0 ms", await SeenAsync(server.Address));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("//{0}/x")]
    [InlineData("http://{0}/x")]
    [InlineData("@{0}/x")]
    [InlineData("/\\{0}/x")]
    [InlineData("/../../{0}")]
    [InlineData("\\\\{0}\\x")]
    [InlineData("")]
    [InlineData("?x")]
    [InlineData("/x\r\nHost: {0}\r\n\r\nGET / HTTP/1.1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://{0}/")]
    public async Task No_path_leads_anywhere_but_to_the_instance(string path)
    {
        await using var elsewhere = RawServer.Saying(RawServer.Answer("200 OK", ""));
        await using var server = RawServer.Saying(RawServer.Answer("200 OK", ""));
        var hostile = path.Replace("{0}", elsewhere.Address.Authority, StringComparison.Ordinal);

        await SmokeRunnerTests.RunAsync(server.Address, SmokeRunnerTests.Check(hostile));

        Assert.Empty(elsewhere.Requests);
        Assert.All(
            server.Requests,
            request => Assert.Contains($"\r\nHost: {server.Address.Authority}\r\n", request, StringComparison.Ordinal));
        Assert.InRange(server.Requests.Count, 0, 1);
    }

    private static async Task<string> SeenAsync(Uri instance, TimeProvider? time = null, string? contains = null)
    {
        var check = SmokeRunnerTests.Check("/");
        var result = await SmokeRunnerTests.RunAsync(
            time ?? new FakeTimeProvider(),
            instance,
            check with { Expect = check.Expect with { Contains = contains } });
        var seen = Assert.Single(result.Checks);
        Assert.Equal(seen.Passed ? Verdict.Passed : Verdict.Failed, result.Verdict);
        return seen.Seen;
    }
}
