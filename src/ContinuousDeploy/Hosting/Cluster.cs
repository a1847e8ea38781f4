using System.Net;
using System.Net.Sockets;
using Orleans.Serialization;

namespace ContinuousDeploy.Hosting;

/// <summary>Orleans, embedded: one silo that only this machine can reach.</summary>
internal static class Cluster
{
    public static void Add(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        var port = options.SiloPort == 0 ? FreePort() : options.SiloPort;
        builder.Services.AddOptionsWithValidateOnStart<ClusterOptions, ClusterOptionsValidator>()
            .BindConfiguration(ClusterOptions.Section);
        builder.UseOrleans(silo =>
        {
            // No gateway port: clients are inside this process.
            silo.UseLocalhostClustering(siloPort: port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port));
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs));
        });
    }

    private static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith(nameof(ContinuousDeploy), StringComparison.Ordinal) is true;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
