using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ContinuousDeploy.Core.Planning;

/// <summary>
/// A version by Semantic Versioning 2.0.0, ordered by its precedence (section 11 there). A leading <c>v</c> is allowed;
/// build metadata does not count. Numbers may be of any length.
/// </summary>
public sealed class SemanticVersion
{
    private readonly ImmutableArray<string> core;
    private readonly ImmutableArray<string> prerelease;

    private SemanticVersion(ImmutableArray<string> core, ImmutableArray<string> prerelease) =>
        (this.core, this.prerelease) = (core, prerelease);

    public static bool TryParse(string text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        var (release, build) = Cut(text.StartsWith('v') ? text[1..] : text, '+');
        var (numbers, labels) = Cut(release, '-');
        var core = numbers.Split('.');
        var prerelease = labels?.Split('.') ?? [];
        if (core.Length != 3 || !core.All(IsNumber) || !prerelease.All(IsLabel)
            || build?.Split('.').All(IsIdentifier) is false)
        {
            return false;
        }

        version = new SemanticVersion([.. core], [.. prerelease]);
        return true;
    }

    /// <summary>Less than, equal to or more than 0. Equal precedence does not mean the same text.</summary>
    public int ComparePrecedence(SemanticVersion other)
    {
        var byNumbers = Compare(core, other.core);
        return byNumbers != 0 || (prerelease.IsEmpty && other.prerelease.IsEmpty) ? byNumbers
            : prerelease.IsEmpty ? 1
            : other.prerelease.IsEmpty ? -1
            : Compare(prerelease, other.prerelease);
    }

    private static int Compare(ImmutableArray<string> left, ImmutableArray<string> right)
    {
        foreach (var (one, two) in left.Zip(right))
        {
            var order = CompareIdentifiers(one, two);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareIdentifiers(string left, string right) => (IsDigits(left), IsDigits(right)) switch
    {
        (true, true) when left.Length != right.Length => left.Length.CompareTo(right.Length),
        (true, false) => -1,
        (false, true) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    private static (string Before, string? After) Cut(string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static bool IsNumber(string text) => IsDigits(text) && (text.Length == 1 || text[0] != '0');

    private static bool IsLabel(string text) => IsDigits(text) ? IsNumber(text) : IsIdentifier(text);

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
