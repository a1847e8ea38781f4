using System.ComponentModel.DataAnnotations;
using ContinuousDeploy.Core.Traffic;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Traffic;

/// <summary>Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>
    /// The folder of the gateway's routes, socket and log, kept between starts. A socket's path is limited to 107
    /// bytes, so it must be short.
    /// </summary>
    [Required]
    [MaxLength(GatewayLayout.LongestSocketPath - 13)]
    public required string Folder { get; init; }

    /// <summary>Where users come in: <c>http://127.0.0.1:5080</c>.</summary>
    [Required]
    [MinLength(1)]
    public required string[] Listen { get; init; }

    /// <summary>The gateway's executable file. Without it the one that was published or built beside the bot.</summary>
    public string? Program { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from address in Listen ?? []
        where !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != "http"
        select new ValidationResult(
            $"'{address}' is not an address to listen on: http://127.0.0.1:5080 is one.", [nameof(Listen)]);
}

/// <summary>Checks <see cref="GatewayOptions"/> at start, all of it at once.</summary>
[OptionsValidator]
public sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
