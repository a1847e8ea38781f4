namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>
/// The part of JSON paths (RFC 9535) that checks use: <c>$</c>, then names after dots and whole numbers in brackets.
/// </summary>
public static class JsonPath
{
    /// <summary>The rule in words, for messages.</summary>
    public const string InWords = "$ followed by .name and [0] parts, for example $.items[0].state";

    private const int Longest = 200;

    public static bool IsPath(string text)
    {
        if (text.Length is < 2 or > Longest || text[0] != '$')
        {
            return false;
        }

        var rest = text.AsSpan(1);
        while (!rest.IsEmpty)
        {
            var length = rest[0] switch
            {
                '.' => NameLength(rest),
                '[' => IndexLength(rest),
                _ => 0,
            };
            if (length == 0)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static int NameLength(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_' or '-'))
        {
            length++;
        }

        return length == 1 ? 0 : length;
    }

    private static int IndexLength(ReadOnlySpan<char> rest)
    {
        var digits = 0;
        while (1 + digits < rest.Length && char.IsAsciiDigit(rest[1 + digits]))
        {
            digits++;
        }

        return digits is > 0 and <= 6 && 1 + digits < rest.Length && rest[1 + digits] == ']' ? digits + 2 : 0;
    }
}
