using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class ForwardingTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_client_says_of_itself_is_replaced_by_what_the_gateway_sees()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/headers");
        foreach (var name in new[]
        {
            "X-Forwarded-For", "x-forwarded-proto", "X-FORWARDED-HOST", "X-Forwarded-Prefix", "X-Forwarded-Anything",
            "Forwarded", "X-Real-IP", "Proxy-Authorization",
        })
        {
            request.Headers.TryAddWithoutValidation(name, "forged");
        }

        request.Headers.TryAddWithoutValidation("X-Kept", "kept");
        using var response = await user.SendAsync(request, Cancelled);
        var headers = (await response.Content.ReadAsStringAsync(Cancelled)).Split('\n').Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "Host: shop.example",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Host: shop.example",
                "X-Forwarded-Proto: http",
                "X-Kept: kept",
            ],
            headers);
    }

    [Fact]
    public async Task A_host_may_be_written_in_any_case_and_with_the_port_its_scheme_implies()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);

        foreach (var host in new[] { "shop.example", "SHOP.Example", "shop.example:80" })
        {
            using var user = gateway.User(host);
            Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
        }
    }

    [Fact]
    public async Task A_host_without_a_route_is_told_so()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);

        foreach (var host in new[] { "shop.example:81", "other.example", "shop.example.other.example" })
        {
            using var user = gateway.User(host);
            using var response = await user.GetAsync("/<script>", Cancelled);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
            Assert.Equal(
                $"No application is served at '{host}'. The Host header must be the host and port of a stage's url, as "
                + "environment.yaml has it, and the stage must have been deployed once.\n",
                await response.Content.ReadAsStringAsync(Cancelled));
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task Where_no_instance_is_up_users_are_asked_to_come_back()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        await blue.DisposeAsync();
        using var user = gateway.User();

        using var response = await user.GetAsync("/", Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal(
            "No instance of the application is up at this moment. The request was not processed; try again.\n",
            await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(0, await gateway.InFlightAsync("blue"));
    }

    [Fact]
    public async Task An_instance_that_breaks_off_is_a_bad_gateway_and_nothing_asks_to_repeat_it()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();

        using var response = await user.PostAsync("/break", new StringContent("order"), Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Contains(
            "Whether it did what was asked is not known.", await response.Content.ReadAsStringAsync(Cancelled));
    }

    // Each would mean one request to one side and two, or another, to the other side (RFC 9112, section 11.2).
    [Fact]
    public async Task An_ambiguous_request_reaches_no_instance()
    {
        string[] requests =
        [
            "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
            "POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: shop.example\r\nHost: other.example\r\n\r\n",
            "GET http://other.example/ HTTP/1.1\r\nHost: shop.example\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: shop.example\r\nX-A: a\r\n b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: shop.example\r\nX-A: a\0b\r\n\r\n",
            "GET /\r\nHost: shop.example\r\n\r\n",
        ];
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);

        foreach (var request in requests)
        {
            var answer = await SendRawAsync(gateway, request);
            Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{request}\n{answer}");
            Assert.DoesNotContain("blue", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_length_beside_chunks_does_not_smuggle_a_second_request()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);

        var answer = await SendRawAsync(
            gateway,
            "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\nGET /headers HTTP/1.1\r\nHost: shop.example\r\nX-Smuggled: 1\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Smuggled", answer, StringComparison.Ordinal);
    }

    // The server reads "+5" as 5, which RFC 9110 (section 8.6) does not allow: what goes on must be plain.
    [Fact]
    public async Task A_length_that_was_read_leniently_is_passed_on_strictly()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);

        var answer = await SendRawAsync(
            gateway,
            "POST /headers HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nContent-Length: +5\r\n\r\nhello");

        Assert.Contains("Content-Length: 5\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_path_of_the_public_address_leads_to_the_control()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();
        using var stranger = gateway.User("gateway");

        Assert.Equal("blue", await user.GetStringAsync("/routes", Cancelled));
        using var move = await user.PutAsync("/routes/7/production/storefront", new StringContent("{}"), Cancelled);
        Assert.Equal("blue", await move.Content.ReadAsStringAsync(Cancelled));
        using var health = await stranger.GetAsync("/healthz", Cancelled);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, health.StatusCode);
    }

    /// <summary>The answer up to the gateway's end of the connection.</summary>
    private static async Task<string> SendRawAsync(RunningGateway gateway, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Cancelled);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancelled);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancelled);
    }
}
