using System.Text.Json;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>
/// The settings of pins, each written once in a stage: a pin appears there as what is live, as what was before, as what
/// a rollout is for. Later ones are the number of the first, counted from 0 in the order of the text.
/// </summary>
internal sealed class SharedSettings : JsonConverter<StageSettings>
{
    /// <summary>Those of the one stage that this thread is reading or writing; a converter is told of nothing else.</summary>
    [ThreadStatic]
    private static List<StageSettings>? seen;

    /// <summary>Reads or writes one stage.</summary>
    public static T Within<T>(Func<T> one)
    {
        seen = [];
        try
        {
            return one();
        }
        finally
        {
            seen = null;
        }
    }

    public override StageSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            return seen is not null && reader.TryGetInt32(out var index) && index >= 0 && index < seen.Count
                ? seen[index]
                : throw new JsonException("Settings that stand earlier in the text are expected.");
        }

        var settings = JsonSerializer.Deserialize(ref reader, StageJson.Default.StageSettings)
            ?? throw new JsonException("Settings are expected.");
        seen?.Add(settings);
        return settings;
    }

    public override void Write(Utf8JsonWriter writer, StageSettings value, JsonSerializerOptions options)
    {
        var index = seen?.FindIndex(known => ReferenceEquals(known, value)) ?? -1;
        if (index >= 0)
        {
            writer.WriteNumberValue(index);
            return;
        }

        seen?.Add(value);
        JsonSerializer.Serialize(writer, value, StageJson.Default.StageSettings);
    }
}
