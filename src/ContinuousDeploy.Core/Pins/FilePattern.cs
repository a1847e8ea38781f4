using System.Text;
using System.Text.RegularExpressions;

namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// Which files hold pins, and what their paths say: <c>clusters/{environment}/{application}/kustomization.yaml</c>. <c>*</c>
/// is any part of a segment, <c>**</c> any number of segments; the two names in braces capture a segment or part of one.
/// </summary>
public sealed class FilePattern
{
    /// <summary>The rule in words, for messages.</summary>
    public const string InWords =
        "a path with *, **, and at most once each {application} and {environment}, up to 300 characters";

    private const int Longest = 300;
    private const string Application = "{application}";
    private const string Environment = "{environment}";

    private readonly Regex expression;

    private FilePattern(Regex expression) => this.expression = expression;

    /// <summary>Reads a pattern; null where the text is none.</summary>
    public static FilePattern? Parse(string text)
    {
        var isPattern = text.Length is > 0 and <= Longest
            && text[0] != '/'
            && Count(text, Application) <= 1
            && Count(text, Environment) <= 1
            && !text.Split('/').Contains("..");
        var rest = text.Replace(Application, string.Empty, StringComparison.Ordinal)
            .Replace(Environment, string.Empty, StringComparison.Ordinal);
        if (!isPattern || rest.AsSpan().ContainsAny('{', '}'))
        {
            return null;
        }

        // Both texts come from repositories: this engine takes linear time for every pattern and every path.
        return new FilePattern(new Regex(Translate(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <summary>What a path says, or null where it is no such file.</summary>
    public (string? Application, string? Environment)? Match(string path)
    {
        var match = expression.Match(path);
        return match.Success ? (Captured(match, "application"), Captured(match, "environment")) : null;
    }

    private static string? Captured(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? group.Value : null;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Translate(string text)
    {
        var pattern = new StringBuilder("^");
        var index = 0;
        while (index < text.Length)
        {
            var (length, part) = Token(text.AsSpan(index));
            pattern.Append(part);
            index += length;
        }

        return pattern.Append("\\z").ToString();
    }

    private static (int Length, string Part) Token(ReadOnlySpan<char> rest) => rest switch
    {
        _ when rest.StartsWith("**/", StringComparison.Ordinal) => (3, "(?:[^/]+/)*"),
        _ when rest.StartsWith("**", StringComparison.Ordinal) => (2, ".*"),
        ['*', ..] => (1, "[^/]*"),
        _ when rest.StartsWith(Application, StringComparison.Ordinal) => (Application.Length, "(?<application>[^/]+?)"),
        _ when rest.StartsWith(Environment, StringComparison.Ordinal) => (Environment.Length, "(?<environment>[^/]+?)"),
        _ => (1, Regex.Escape(rest[..1].ToString())),
    };
}
