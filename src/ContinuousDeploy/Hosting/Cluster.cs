using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Ledger;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// Orleans, embedded. Bots that share a ledger in PostgreSQL are one cluster; a bot with a ledger of its own is alone.
/// </summary>
internal static class Cluster
{
    private const string Name = "continuous-deploy";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<ClusterOptions, ClusterOptionsValidator>()
            .BindConfiguration(ClusterOptions.Section);
        builder.UseOrleans(silo =>
        {
            var options = Section<ClusterOptions>(builder, ClusterOptions.Section);
            var address = IPAddress.TryParse(options.Address, out var parsed) ? parsed : IPAddress.Loopback;
            var port = options.SiloPort == 0 ? FreePort(address) : options.SiloPort;
            if (Section<LedgerOptions>(builder, LedgerOptions.Section).Provider == LedgerOptions.Postgres)
            {
                Join(silo);
                Listen(silo, address, port, options.ListenPort == 0 ? port : options.ListenPort);
                if (options.IsEncrypted)
                {
                    Encrypt(silo);
                }
            }
            else
            {
                silo.UseLocalhostClustering(siloPort: port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port));
                Listen(silo, IPAddress.Loopback, port, port);
            }

            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(IsOurs));
        });
    }

    /// <summary>
    /// Said last: Orleans reads a section <c>Orleans</c> by itself, which could open a port that nobody has checked. There
    /// is no gateway port, as clients are inside this process.
    /// </summary>
    private static void Listen(ISiloBuilder silo, IPAddress address, int foundAt, int port) =>
        silo.Services.PostConfigure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = address;
            endpoints.SiloPort = foundAt;
            endpoints.SiloListeningEndpoint = new IPEndPoint(address, port);
            endpoints.GatewayPort = 0;
            endpoints.GatewayListeningEndpoint = null;
        });

    private static void Join(ISiloBuilder silo)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(options =>
        {
            options.ClusterId = Name;
            options.ServiceId = Name;
        });
        silo.Configure<ClusterMembershipOptions>(FailOverFast);
        silo.Services.AddSingleton<IMembershipTable, Membership>();
        silo.Services.AddHostedService<ClusterWatch>();
    }

    /// <summary>Nothing passes between two nodes before both have shown a certificate of the cluster's authority.</summary>
    private static void Encrypt(ISiloBuilder silo)
    {
        silo.Services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var options = provider.GetRequiredService<IOptions<ClusterOptions>>().Value;
            var (certificates, problem) = SiloCertificates.Read(options, time.GetUtcNow());
            return certificates is null
                ? throw new InvalidOperationException(problem)
                : new SiloTls(certificates, time, provider.GetRequiredService<ILogger<SiloTls>>());
        });
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<SiloTls>((connections, tls) =>
        {
            connections.ConfigureSiloInboundConnection(tls.Inbound);
            connections.ConfigureSiloOutboundConnection(tls.Outbound);
            connections.ConfigureGatewayInboundConnection(tls.Inbound);
        });
    }

    /// <summary>
    /// A node that was killed is found out in about a second, one that hangs in about five. One vote is enough: a node
    /// that is declared dead by mistake ends and is started again, and the ledger keeps two owners of a stage apart.
    /// </summary>
    private static void FailOverFast(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.NumMissedProbesLimit = 2;
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
    }

    private static T Section<T>(WebApplicationBuilder builder, string name)
        where T : new() => builder.Configuration.GetSection(name).Get<T>() ?? new T();

    private static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith(nameof(ContinuousDeploy), StringComparison.Ordinal) is true;

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
