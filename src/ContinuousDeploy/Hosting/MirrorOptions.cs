using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Hosting;

/// <summary>Where the mirrors of environments repositories lie: section <c>Mirrors</c>.</summary>
public sealed class MirrorOptions
{
    public const string Section = "Mirrors";

    /// <summary>A folder of the bot's own; it can be deleted while the bot is stopped and is fetched anew.</summary>
    [Required(ErrorMessage = "Mirrors:Folder is missing. Name a folder that the bot may write to.")]
    public string Folder { get; init; } = "";
}

[OptionsValidator]
public sealed partial class MirrorOptionsValidator : IValidateOptions<MirrorOptions>;
