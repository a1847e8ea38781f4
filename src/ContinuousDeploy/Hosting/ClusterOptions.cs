using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>How the bot coordinates itself: section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>The address that the silo listens on and that other nodes of the cluster find it at.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port that other nodes find it at; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; init; }

    /// <summary>The port it listens on where a proxy beside it has the one that it is found at; 0: the same.</summary>
    [Range(0, 65_535)]
    public int ListenPort { get; init; }

    /// <summary>
    /// This node's certificate with its private key, and any certificates between it and the authority: a PFX file, or a
    /// PEM file. With it the nodes of the cluster speak TLS, each asking the other for its certificate.
    /// </summary>
    public string Certificate { get; init; } = "";

    /// <summary>Opens the private key where it has a password. It belongs into the environment, not into a file.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>A PEM file with the authority that issued the certificates of the cluster's nodes, and of nobody else.</summary>
    public string CertificateAuthority { get; init; } = "";

    /// <summary>Whether the nodes speak TLS.</summary>
    public bool IsEncrypted => Certificate.Length > 0 || CertificateAuthority.Length > 0;
}

/// <summary>Says at start everything that is wrong with the cluster's configuration.</summary>
public sealed class ClusterOptionsValidator(TimeProvider time) : IValidateOptions<ClusterOptions>
{
    private static readonly ClusterRanges Ranges = new();

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(Ranges.Validate(name, options));
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            result.AddError($"Cluster:Address is '{options.Address}'; it must be an IP address.");
        }
        else if (!IPAddress.IsLoopback(address) && !options.IsEncrypted)
        {
            // Whoever reaches a silo's port can call every grain: deploy, move traffic, roll back.
            result.AddError(
                $"Cluster:Address is {address}, which strangers may reach, and without certificates they could command the bot. "
                + "Name Cluster:Certificate and Cluster:CertificateAuthority, or the address 127.0.0.1.");
        }

        if (options is { ListenPort: not 0, SiloPort: 0 })
        {
            result.AddError(
                $"Cluster:ListenPort is {options.ListenPort}, and no other node would find it there. "
                + "Name Cluster:SiloPort, the port that leads to it, or leave both out.");
        }

        if (options.IsEncrypted)
        {
            var (certificates, problem) = SiloCertificates.Read(options, time.GetUtcNow());
            certificates?.Dispose();
            if (problem is not null)
            {
                result.AddError(problem);
            }
        }

        return result.Build();
    }
}

[OptionsValidator]
internal sealed partial class ClusterRanges : IValidateOptions<ClusterOptions>;
