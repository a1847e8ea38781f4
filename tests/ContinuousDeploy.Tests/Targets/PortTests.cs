using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>
/// The sample application tells the test its port before it listens, and the test takes that port: what happens when
/// another process is faster.
/// </summary>
public sealed class PortTests
{
    private static readonly HttpClient Http = new();

    [Theory]
    [InlineData("die")]
    [InlineData("linger")]
    public async Task A_version_that_lost_its_port_gets_another_and_is_not_blamed(string otherwise)
    {
        await using var world = new TargetWorld();
        using var questions = new TcpListener(IPAddress.Loopback, 0);
        questions.Start();
        world.GiveSecret("ASK_PORT", PortOf(questions).ToString(CultureInfo.InvariantCulture));
        var request = TargetWorld.Request("ask", otherwise);

        var up = world.UpAsync(request with { Run = request.Run with { Secrets = ["ASK_PORT"] } });
        using var stranger = await TakePortAsync(questions);
        var kept = await AnswerAsync(questions, _ => { });

        var address = await up;
        Assert.Equal(kept, address.Port);
        Assert.NotEqual(PortOf(stranger), address.Port);
        Assert.Equal("fine", await Http.GetStringAsync(address, TestContext.Current.CancellationToken));
    }

    private static async Task<TcpListener> TakePortAsync(TcpListener questions)
    {
        TcpListener? stranger = null;
        await AnswerAsync(questions, port =>
        {
            stranger = new TcpListener(IPAddress.Loopback, port);
            stranger.Start();
            _ = BeReadyAsync(stranger);
        });
        return stranger!;
    }

    // Ready at every path: who only asks whether something answers would take it for the instance.
    private static async Task BeReadyAsync(TcpListener stranger)
    {
        try
        {
            while (true)
            {
                using var client = await stranger.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static async Task<int> AnswerAsync(TcpListener questions, Action<int> beforeGoingOn)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        using var client = await questions.AcceptTcpClientAsync(limit.Token);
        using var reader = new StreamReader(client.GetStream());
        var port = int.Parse(
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        beforeGoingOn(port);
        await client.GetStream().WriteAsync("go\n"u8.ToArray(), TestContext.Current.CancellationToken);
        return port;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
