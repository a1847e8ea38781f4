using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>An application's own file.</summary>
public sealed record ApplicationFile(string Path, SettingsLayer Settings, ImmutableArray<Quarantine> Quarantine)
{
    private const string InPinFile = "Write it in the pin's file, <environment>/<application>.yaml.";
    private const string InEnvironmentFile = "Write it in <environment>/environment.yaml.";

    private static readonly KeySet Keys = SettingsLayer.KeySet
        .And(KeySet.Of("quarantine"))
        .Misplaced("version", InPinFile)
        .Misplaced("digest", InPinFile)
        .Misplaced("hold", InPinFile)
        .Misplaced("target", InEnvironmentFile)
        .Misplaced("immutable", InEnvironmentFile)
        .Misplaced("roles", InEnvironmentFile)
        .Misplaced("rollback", InEnvironmentFile)
        .Misplaced("gates", InEnvironmentFile);

    public static ApplicationFile Read(string path, YamlNode root, ProblemList problems)
    {
        var section = Section.Open(root, "the application's file", Keys, problems);
        var quarantine = section?.Find("quarantine") is { } list ? PinSections.QuarantineList(list, problems) : null;
        var settings = section is null ? SettingsLayer.Empty : SettingsLayer.Read(section, problems);
        return new ApplicationFile(path, settings, quarantine ?? []);
    }
}
