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

    /// <summary>The port on that address; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; init; }
}

/// <summary>Says at start everything that is wrong with the cluster's configuration.</summary>
public sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
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
        else if (!IPAddress.IsLoopback(address))
        {
            // Whoever reaches a silo's port can call every grain: deploy, move traffic, roll back.
            result.AddError(
                $"Cluster:Address is {address}, which strangers may reach. This version cannot authenticate the nodes of "
                + "a cluster to one another, so it listens on the loopback address only: name 127.0.0.1.");
        }

        return result.Build();
    }
}

[OptionsValidator]
internal sealed partial class ClusterRanges : IValidateOptions<ClusterOptions>;
