using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads <c>run</c>: how a version is started and when it is ready.</summary>
public static class RunSection
{
    private static readonly KeySet Keys = KeySet.Of("command", "ready", "within", "secrets");
    private static readonly TimeSpan DefaultWithin = TimeSpan.FromMinutes(1);

    public static RunSettings? Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "run", Keys, problems) is not { } section)
        {
            return null;
        }

        var command = section.Require("command", "command: [\"./storefront\"]") is { } list
            ? Command(list, problems)
            : null;
        var ready = section.Require("ready", "ready: /readyz") is { } path
            ? Address.Path(path, "path of run.ready", problems)
            : null;
        var within = section.Find("within") is { } duration
            ? Value.Duration(duration, "run.within", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), problems)
            : DefaultWithin;
        var secrets = section.Find("secrets") is { } names ? Secrets(names, problems) : [];
        return command is null || ready is null || within is null || secrets is null
            ? null
            : new RunSettings(command.Value, ready, within.Value, secrets.Value);
    }

    private static ImmutableArray<string>? Command(YamlNode node, ProblemList problems)
    {
        if (Value.Texts(node, "run.command", item => Argument(item, problems), problems) is not { } command)
        {
            return null;
        }

        if (command is [{ Length: > 0 } program, ..] && !string.IsNullOrWhiteSpace(program))
        {
            return command;
        }

        problems.Add(
            node.At,
            "invalid-value",
            "run.command names no program.",
            "Write it as a list: [\"./storefront\", --fast].");
        return null;
    }

    /// <summary>Arguments may be empty text, unlike other values.</summary>
    private static string? Argument(YamlNode node, ProblemList problems) =>
        node is YamlNode.Scalar { IsNull: false, Text.Length: <= 4_096 } scalar
            ? scalar.Text
            : Value.Text(node, "an argument of run.command", problems);

    private static ImmutableArray<string>? Secrets(YamlNode node, ProblemList problems) => Value.Texts(
        node,
        "run.secrets",
        item => Value.Checked(
            item,
            "name of a secret",
            IsSecretName,
            "invalid-name",
            "up to 64 letters, digits and underscores, no digit first; the value stays in the bot's configuration",
            problems),
        problems);

    private static bool IsSecretName(string text) =>
        text.Length <= 64
        && !char.IsAsciiDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_');
}
