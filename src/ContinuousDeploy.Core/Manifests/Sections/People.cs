using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads who owns an application and who may do what in an environment.</summary>
public static class People
{
    private static readonly KeySet RoleKeys = KeySet.Of("promote", "rollback", "override");

    /// <summary>Where nothing is said: write permission is enough.</summary>
    public static Roles Anyone { get; } = new([], [], []);

    /// <summary>A list of <c>@login</c> and <c>@organisation/team</c>.</summary>
    public static ImmutableArray<string>? Read(YamlNode node, string what, ProblemList problems) => Value.Texts(
        node,
        what,
        item => Value.Checked(
            item, $"entry of {what}", IsLoginOrTeam, "invalid-name", "\"@login\" or \"@organisation/team\"", problems),
        problems);

    public static Roles? Roles(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "roles", RoleKeys, problems) is not { } section)
        {
            return null;
        }

        var promote = List(section, "promote", problems);
        var rollback = List(section, "rollback", problems);
        var overriding = List(section, "override", problems);
        return promote is null || rollback is null || overriding is null
            ? null
            : new Roles(promote.Value, rollback.Value, overriding.Value);
    }

    private static ImmutableArray<string>? List(Section section, string key, ProblemList problems) =>
        section.Find(key) is { } node ? Read(node, $"roles.{key}", problems) : [];

    private static bool IsLoginOrTeam(string text)
    {
        if (text[0] != '@' || text.Length > 100)
        {
            return false;
        }

        var parts = text[1..].Split('/');
        return parts.Length <= 2 && Array.TrueForAll(parts, IsLogin);
    }

    private static bool IsLogin(string text) =>
        text.Length > 0
        && text[0] != '-'
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
