using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Tests.Crashes;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>Where the real bot listens: whoever reaches a silo's port can command the bot.</summary>
public sealed class SiloListenerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SiloListeningEndpoint")]
    [InlineData("GatewayListeningEndpoint")]
    public async Task Settings_of_the_library_underneath_open_no_port_to_strangers(string setting)
    {
        var port = Ports.Free();
        await using var app = await BotInWorld.BeginAsync(
            [],
            before: null,
            ($"Orleans:Endpoints:{setting}", string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{port}")),
            ("Orleans:Endpoints:GatewayPort", port.ToString(CultureInfo.InvariantCulture)));

        app.Bot.Revive();
        Assert.Equal(HttpStatusCode.OK, (await app.Bot.GetAsync("readyz", Cancellation)).Status);

        Assert.DoesNotContain(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);
    }
}
