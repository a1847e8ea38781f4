using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>How the bot coordinates itself: section <c>Cluster</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>The port on the loopback address that the silo listens on; 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; init; }
}

[OptionsValidator]
public sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
