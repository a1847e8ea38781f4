using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>Turns of one stage that followed each other, as the ledger had them: one line of a recording.</summary>
/// <param name="History">Where they are from.</param>
/// <param name="Stream">The stage's name in the ledger.</param>
/// <param name="Before">The stage as it was before the first of them, or null where the ledger had none.</param>
internal sealed record RecordedStage(string History, string Stream, string? Before, ImmutableArray<RecordedTurn> Turns)
{
    public static RecordedStage Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var stage = document.RootElement;
        var before = stage.GetProperty("before");
        return new RecordedStage(
            stage.GetProperty("history").GetString()!,
            stage.GetProperty("stream").GetString()!,
            before.ValueKind is JsonValueKind.Null ? null : before.GetRawText(),
            [.. stage.GetProperty("turns").EnumerateArray().Select(RecordedTurn.From)]);
    }

    public override string ToString()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("history", History);
            json.WriteString("stream", Stream);
            json.WritePropertyName("before");
            json.WriteRawValue(Before ?? "null");
            json.WriteStartArray("turns");
            foreach (var turn in Turns)
            {
                turn.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}

/// <summary>One decision.</summary>
/// <param name="Name">What it was, in a few words, for people and for <see cref="MeantChange"/>.</param>
/// <param name="Write">What was given to the ledger: the event, the stage after it, effects begun and ended.</param>
internal sealed record RecordedTurn(string Name, DateTimeOffset Decided, StreamWrite Write)
{
    public static RecordedTurn From(JsonElement turn) => new(
        turn.GetProperty("name").GetString()!,
        turn.GetProperty("decided").GetDateTimeOffset(),
        new StreamWrite(
            "",
            turn.GetProperty("version").GetInt64(),
            turn.GetProperty("state").GetRawText(),
            [turn.GetProperty("event").GetRawText()],
            [
                .. turn.GetProperty("begun").EnumerateObject()
                    .Select(effect => new EffectRecord(effect.Name, effect.Value.GetRawText())),
            ],
            [.. turn.GetProperty("ended").EnumerateArray().Select(key => key.GetString()!)]));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("decided", Decided);
        json.WritePropertyName("event");
        json.WriteRawValue(Write.Events.Single());
        json.WriteNumber("version", Write.ExpectedVersion);
        json.WritePropertyName("state");
        json.WriteRawValue(Write.State);
        json.WriteStartObject("begun");
        foreach (var effect in Write.Begun)
        {
            json.WritePropertyName(effect.Key);
            json.WriteRawValue(effect.Command);
        }

        json.WriteEndObject();
        json.WriteStartArray("ended");
        foreach (var key in Write.Ended.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
