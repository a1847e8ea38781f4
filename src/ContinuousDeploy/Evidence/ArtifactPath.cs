using System.Diagnostics.CodeAnalysis;

namespace ContinuousDeploy.Evidence;

/// <summary>
/// The rule for paths in an artifact store. Part of a path comes from Git, so that it must not be able to leave the
/// store, on disk or in an address: segments of ASCII letters, digits and <c>. _ + - @ = ~</c>, joined by <c>/</c>.
/// </summary>
public static class ArtifactPath
{
    /// <summary>The longest path, in characters.</summary>
    public const int MaximumLength = 512;

    /// <param name="path">A relative path, for example <c>storefront/1.4.1.tar.gz</c>.</param>
    /// <param name="reason">Where it is refused: which rule it breaks, in one sentence. Never repeats the path.</param>
    public static bool IsAllowed(string path, [NotNullWhen(false)] out string? reason)
    {
        reason = Refusal(path);
        return reason is null;
    }

    private static string? Refusal(string path)
    {
        if (path.Length is 0 or > MaximumLength)
        {
            return $"An artifact's path has 1 to {MaximumLength} characters.";
        }

        foreach (var segment in path.Split('/'))
        {
            if (segment.Length == 0)
            {
                return "An artifact's path is relative, with one slash between its parts.";
            }

            if (segment is "." or "..")
            {
                return "An artifact's path has no '.' and no '..' in it.";
            }

            if (!segment.All(IsAllowed))
            {
                return "An artifact's path is made of ASCII letters, digits and . _ + - @ = ~ only.";
            }
        }

        return null;
    }

    private static bool IsAllowed(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '+' or '-' or '@' or '=' or '~';
}
