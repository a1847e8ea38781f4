using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace ContinuousDeploy.Verification;

/// <summary>
/// The part of JSONPath (RFC 9535) that names one value: <c>$</c>, then members <c>.name</c> and elements <c>[0]</c>.
/// </summary>
public sealed class JsonPath
{
    // A step is a member's name or an element's index, never both.
    private readonly List<(string? Member, int Index)> steps = [];

    private JsonPath()
    {
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        path = null;
        if (text is not ['$', .. var rest])
        {
            return false;
        }

        var parsed = new JsonPath();
        while (rest.Length > 0)
        {
            var length = rest[0] switch
            {
                '.' => parsed.Member(rest),
                '[' => parsed.Element(rest),
                _ => 0,
            };
            if (length == 0)
            {
                return false;
            }

            rest = rest[length..];
        }

        path = parsed;
        return true;
    }

    /// <summary>The value the path names in a document, or null where the document has none there.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var place = root;
        foreach (var (member, index) in steps)
        {
            if (member is not null)
            {
                if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(member, out place))
                {
                    return null;
                }
            }
            else if (place.ValueKind != JsonValueKind.Array || index >= place.GetArrayLength())
            {
                return null;
            }
            else
            {
                place = place[index];
            }
        }

        return place;
    }

    private int Member(string text)
    {
        var end = 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
        {
            end++;
        }

        steps.Add((text[1..end], 0));
        return end == 1 ? 0 : end;
    }

    private int Element(string text)
    {
        var close = text.IndexOf(']', StringComparison.Ordinal);
        if (close < 0
            || !int.TryParse(text.AsSpan(1, close - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return 0;
        }

        steps.Add((null, index));
        return close + 1;
    }
}
