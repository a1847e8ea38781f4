using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>An environment's own file.</summary>
/// <param name="After">The environments before it, each with its place.</param>
public sealed record EnvironmentFile(
    string Path,
    ImmutableArray<(string Name, Position At)> After,
    PlacedUrl? Url,
    TargetReference? Target,
    RollbackPolicy Rollback,
    Roles Roles,
    bool Immutable,
    SettingsLayer Defaults)
{
    private static readonly KeySet Keys = KeySet
        .Of("after", "promotion", "roles", "rollback", "immutable", "target", "url", "defaults")
        .Planned("gates", "rings")
        .Misplaced("version", "Write it in the pin's file, <environment>/<application>.yaml.");

    private static readonly KeySet DefaultsKeys = SettingsLayer.KeySet
        .Misplaced("quarantine", "Write it in applications/<application>.yaml: a quarantine holds everywhere.");

    public static EnvironmentFile Read(string path, YamlNode root, ProblemList problems)
    {
        var section = Section.Open(root, "the environment's file", Keys, problems);
        if (section?.Find("promotion") is { } promotion)
        {
            EnvironmentSections.CheckPromotion(promotion, problems);
        }

        return new EnvironmentFile(
            path,
            section?.Find("after") is { } after ? ReadAfter(after, problems) : [],
            section?.Find("url") is { } url ? PlacedUrl.Read(url, problems) : null,
            section?.Find("target") is { } target ? EnvironmentSections.Target(target, problems) : null,
            (section?.Find("rollback") is { } rollback ? EnvironmentSections.Rollback(rollback, problems) : null)
                ?? new RollbackPolicy(RollbackMerge.Automatic),
            (section?.Find("roles") is { } roles ? People.Roles(roles, problems) : null) ?? People.Anyone,
            section?.Find("immutable") is { } immutable && Value.Truth(immutable, "immutable", problems) is true,
            section?.Find("defaults") is { } defaults ? ReadDefaults(defaults, problems) : SettingsLayer.Empty);
    }

    private static ImmutableArray<(string Name, Position At)> ReadAfter(YamlNode node, ProblemList problems)
    {
        var names = ImmutableArray.CreateBuilder<(string Name, Position At)>();
        foreach (var item in Value.List(node, "after", problems) ?? [])
        {
            if (Value.Checked(
                item, "name of an environment", NameGrammar.IsName, "invalid-name", NameGrammar.InWords, problems)
                is { } name)
            {
                names.Add((name, item.At));
            }
        }

        return names.ToImmutable();
    }

    private static SettingsLayer ReadDefaults(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "defaults", DefaultsKeys, problems) is not { } section)
        {
            return SettingsLayer.Empty;
        }

        if (section.Find("url") is { } url)
        {
            problems.Add(
                url.At,
                "misplaced-key",
                "'url' has no place in defaults: two stages cannot share one.",
                "Write it in the pin's file, or once for the environment beside defaults.");
        }

        return SettingsLayer.Read(section, problems);
    }
}
