using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>A stage's file: its pin, and what it overrides.</summary>
/// <param name="Pin">Null where the pin is missing or wrong.</param>
public sealed record PinFile(string Path, Pin? Pin, SettingsLayer Overrides)
{
    private const string InEnvironmentFile = "Write it in environment.yaml beside this file.";

    private static readonly KeySet Keys = KeySet.Of("version", "digest", "hold")
        .And(SettingsLayer.KeySet)
        .Misplaced("quarantine", "Write it in applications/<application>.yaml: a quarantine holds everywhere.")
        .Misplaced("target", InEnvironmentFile)
        .Misplaced("immutable", InEnvironmentFile)
        .Misplaced("roles", InEnvironmentFile)
        .Misplaced("rollback", InEnvironmentFile)
        .Misplaced("gates", InEnvironmentFile);

    public static PinFile Read(string path, YamlNode root, ProblemList problems)
    {
        if (Section.Open(root, "the pin's file", Keys, problems) is not { } section)
        {
            return new PinFile(path, null, SettingsLayer.Empty);
        }

        var node = section.Require("version", "version: 1.4.1");
        var version = node is null ? null : PinSections.Version(node, problems);
        var digest = section.Find("digest") is { } text ? PinSections.Digest(text, problems) : null;
        var hold = section.Find("hold") is { } note ? PinSections.Hold(note, problems) : null;
        var pin = version is null ? null : new Pin(new PinnedVersion(version, digest), hold, node!.At);
        return new PinFile(path, pin, SettingsLayer.Read(section, problems));
    }
}
