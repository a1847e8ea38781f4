using System.Text.Json.Nodes;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>What of a recorded text is missing or different in a text of today. What was added is no loss.</summary>
internal static class JsonLoss
{
    /// <returns>One line a difference, with its place.</returns>
    public static IEnumerable<string> Between(string recorded, string today) =>
        Between("", Whole(recorded), Whole(today));

    private static IEnumerable<string> Between(string place, JsonNode? recorded, JsonNode? today) => (recorded, today) switch
    {
        (JsonObject before, JsonObject now) => before.SelectMany(property => now.ContainsKey(property.Key)
            ? Between($"{place}.{property.Key}", property.Value, now[property.Key])
            : [$"{place}.{property.Key} is lost; it was {Short(property.Value)}"]),
        (JsonArray before, JsonArray now) when before.Count == now.Count =>
            before.Zip(now).SelectMany((pair, index) => Between($"{place}[{index}]", pair.First, pair.Second)),
        _ when JsonNode.DeepEquals(recorded, today) => [],
        _ => [$"{place} was {Short(recorded)} and is {Short(today)}"],
    };

    private static string Short(JsonNode? node) =>
        node?.ToJsonString() is { } text ? text[..Math.Min(text.Length, 200)] : "nothing";

    /// <summary>
    /// The settings that a stage writes once are put where they are pointed to: what is shared is no part of what is said.
    /// </summary>
    private static JsonNode? Whole(string text)
    {
        var whole = JsonNode.Parse(text);
        Spread(whole, []);
        return whole;
    }

    private static void Spread(JsonNode? node, List<JsonNode> seen)
    {
        switch (node)
        {
            case JsonArray array:
                array.ToList().ForEach(element => Spread(element, seen));
                break;
            case JsonObject properties:
                foreach (var (name, value) in properties.ToList())
                {
                    if (name == "settings" && value is JsonValue)
                    {
                        properties[name] = seen[value.GetValue<int>()].DeepClone();
                    }
                    else
                    {
                        if (name == "settings")
                        {
                            seen.Add(value!);
                        }

                        Spread(value, seen);
                    }
                }

                break;
            default:
                break;
        }
    }
}
