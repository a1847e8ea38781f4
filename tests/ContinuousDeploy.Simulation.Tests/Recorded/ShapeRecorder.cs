using System.Text.Json;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>
/// Chooses saved states by their shape: which properties there are, and what those say that stand for kinds of things. For
/// each, the shortest state that has it.
/// </summary>
internal sealed class ShapeRecorder
{
    private static readonly HashSet<string> Kinds = ["kind", "status", "phase", "outcome", "merge"];

    private readonly SortedDictionary<string, string> shortest = new(StringComparer.Ordinal);

    public IEnumerable<string> Chosen => shortest.Values.Distinct().OrderBy(text => text.Length).ThenBy(text => text, StringComparer.Ordinal);

    public void Take(string state)
    {
        using var document = JsonDocument.Parse(state);
        foreach (var feature in Features("", document.RootElement).Distinct())
        {
            if (!shortest.TryGetValue(feature, out var known) || state.Length < known.Length)
            {
                shortest[feature] = state;
            }
        }
    }

    /// <summary>The parts of a text's shape.</summary>
    public static IEnumerable<string> Features(string place, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Keyed(place, value).SelectMany(pair => pair),
        JsonValueKind.Array when value.GetArrayLength() == 0 => [$"{place} is empty"],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(element => Features($"{place}[]", element)),
        JsonValueKind.True or JsonValueKind.False => [$"{place} is {value}"],
        _ => [place],
    };

    private static IEnumerable<IEnumerable<string>> Keyed(string place, JsonElement value)
    {
        // A union's cases have places of their own.
        var kind = string.Concat(value.EnumerateObject()
            .Where(property => Kinds.Contains(property.Name) && property.Value.ValueKind is JsonValueKind.String)
            .Select(property => $"({property.Value})"));
        return value.EnumerateObject().Select(property => Features($"{place}{kind}.{property.Name}", property.Value));
    }
}
