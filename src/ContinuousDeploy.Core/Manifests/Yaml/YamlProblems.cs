using YamlDotNet.Core;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>What can be wrong with a file as YAML, in words.</summary>
internal static class YamlProblems
{
    public static Problem TooLarge(string file) => new(
        new Position(file, 0, 0),
        "too-large",
        $"The file is larger than {YamlReader.MaximumBytes / 1024} KiB.",
        "Split it, or move what is not configuration out of it.");

    public static Problem TooDeep(Position at) => new(
        at,
        "too-deep",
        $"Lists and mappings are more than {YamlReader.MaximumDepth} levels deep here; the rest was not read.",
        "Flatten the structure.");

    public static Problem TooMany(Position at) => new(
        at,
        "too-many-problems",
        $"The file has {ProblemList.MostInFile} problems so far; the rest was not read.",
        "Correct these and look again.");

    public static Problem SecondDocument(Position at) => new(
        at, "second-document", "A second YAML document starts here.", "Keep one document in each file.");

    public static Problem ComplexKey(Position at) => new(
        at, "complex-key", "A list or mapping cannot be a key here.", "Write a plain word as the key.");

    public static Problem MergeKey(Position at) => new(
        at, "merge-key", "Merge keys (<<) are not allowed.", "Write the keys out.");

    public static Problem DuplicateKey(YamlNode.Scalar key) => new(
        key.At,
        "duplicate-key",
        $"The key {Excerpt.Of(key.Text)} is here a second time, and the later one would silently win.",
        "Keep one of them.");

    public static Problem Alias(Position at) => new(
        at, "alias", "Aliases (*name) are not allowed.", "Write the value out.");

    public static Problem Anchor(Position at) => new(
        at, "anchor", "Anchors (&name) are not allowed.", "Remove the anchor and write the value out where it is used.");

    public static Problem Tag(Position at) => new(
        at, "tag", "Tags (!name) are not allowed.", "Remove the tag; the key says what kind of value it is.");

    public static Problem EndsEarly(Position at) => new(
        at,
        "yaml-syntax",
        "This is not valid YAML: what follows this place cannot be read.",
        "Look at the escapes, tags, colons and dashes there.");

    /// <summary>The parser's own complaint, or a clearer one where a tab is the cause.</summary>
    public static Problem Syntax(string file, string text, YamlException exception)
    {
        var (first, last) = (Math.Max(1, (int)exception.Start.Line), (int)exception.End.Line + 1);
        return IndentingTab(text, first, last) is var (line, column)
            ? new Problem(new Position(file, line, column), "tab", "A tab cannot indent YAML.", "Use spaces.")
            : new Problem(
                new Position(file, first, Math.Max(1, (int)exception.Start.Column)),
                "yaml-syntax",
                $"This is not valid YAML: {Sentence(exception)}",
                "Look at the indentation, colons and quotes at this place and just before it.");
    }

    private static (int Line, int Column)? IndentingTab(string text, int first, int last)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..^line.TrimStart(" \t").Length];
            if (number >= first && number <= last && indentation.IndexOf('\t') is var tab and >= 0)
            {
                return (number, tab + 1);
            }
        }

        return null;
    }

    private static string Sentence(YamlException exception)
    {
        var words = Excerpt.Shorten(exception.Message.Replace("  ", " ", StringComparison.Ordinal).TrimEnd('.'), 200);
        return char.ToLowerInvariant(words[0]) + words[1..] + ".";
    }
}
