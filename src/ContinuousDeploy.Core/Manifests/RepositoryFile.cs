using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>What <c>continuous-deploy.yaml</c> says: another root folder, and pins that live in other files.</summary>
/// <param name="Root">The folder that holds the environments, without a slash at the end.</param>
public sealed record RepositoryFile(string Root, PinMap Pins, ImmutableArray<Problem> Problems)
{
    /// <summary>Where the file is, if there is one.</summary>
    public const string Path = "continuous-deploy.yaml";

    /// <summary>The folder of a repository that names no other.</summary>
    public const string DefaultRoot = "environments";

    private const int MostRules = 200;

    private static readonly KeySet Keys = KeySet.Of("root", "pins");
    private static readonly KeySet RuleKeys = KeySet.Of("files", "path");

    /// <summary>
    /// Reads the file; null where there is none. Parts that are wrong are problems. An empty list of pins
    /// recognises none.
    /// </summary>
    public static RepositoryFile Read(SourceFile? file)
    {
        var problems = new ProblemList();
        if (file?.Text is null)
        {
            problems.AddRange(file?.Unreadable is { } unreadable ? [unreadable] : []);
            return new RepositoryFile(DefaultRoot, PinMap.Automatic, problems.Sorted());
        }

        var yaml = YamlReader.Read(file.Path, file.Text, YamlDialect.Strict);
        problems.AddRange(yaml.Problems);
        var section = yaml.Documents is [var document]
            ? Section.Open(document, "continuous-deploy.yaml", Keys, problems)
            : null;
        var root = section?.Find("root") is { } folder ? ReadRoot(folder, problems) : null;
        var pins = section?.Find("pins") is { } rules ? new PinMap(ReadRules(rules, problems)) : PinMap.Automatic;
        return new RepositoryFile(root ?? DefaultRoot, pins, problems.Sorted());
    }

    private static string? ReadRoot(YamlNode node, ProblemList problems) => Value.Checked(
        node,
        "root",
        IsFolder,
        "invalid-path",
        "the path of a folder such as deploy/environments, without . or .. parts and without a slash at either end",
        problems);

    private static ImmutableArray<PinRule> ReadRules(YamlNode node, ProblemList problems)
    {
        var items = Value.List(node, "pins", problems) ?? [];
        if (items.Length > MostRules)
        {
            problems.Add(
                node.At,
                "invalid-value",
                $"pins has {items.Length} entries.",
                $"Write at most {MostRules}; use * in them.");
        }

        return [.. items.Take(MostRules).Select(item => ReadRule(item, problems)).OfType<PinRule>()];
    }

    private static PinRule? ReadRule(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "an entry of pins", RuleKeys, problems) is not { } section)
        {
            return null;
        }

        var files = section.Require("files", "files: \"apps/{application}/{environment}.yaml\"") is { } pattern
            ? Pattern(pattern, "pattern of files", FilePattern.Parse, FilePattern.InWords, problems)
            : null;
        var path = section.Require("path", "path: \"images[*].newTag\"") is { } place
            ? Pattern(place, "place in files", PathPattern.Parse, PathPattern.InWords, problems)
            : null;
        return files is null || path is null ? null : new PinRule(files, path);
    }

    private static T? Pattern<T>(
        YamlNode node, string what, Func<string, T?> parse, string inWords, ProblemList problems)
        where T : class
    {
        if (Value.Text(node, what, problems) is not { } text)
        {
            return null;
        }

        if (parse(text) is { } pattern)
        {
            return pattern;
        }

        problems.Add(node.At, "invalid-pattern", $"{Excerpt.Of(text)} is no valid {what}.", $"Use {inWords}.");
        return null;
    }

    private static bool IsFolder(string text) =>
        text.Length <= 200
        && Array.TrueForAll(text.Split('/'), part => part is not ("" or "." or "..")
            && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-'));
}
