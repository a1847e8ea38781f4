using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>
/// Turns YAML into JSON text by YAML's own JSON rules (YAML 1.2, section 10.2): numbers, <c>true</c>, <c>false</c> and
/// <c>null</c> without quotes are what they look like; everything else is text.
/// </summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(YamlNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, node);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlNode.Mapping mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlNode.Sequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlNode.Scalar { IsNull: false } scalar:
                WriteScalar(writer, scalar);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlNode.Scalar scalar)
    {
        if (scalar.Form == ScalarForm.Plain && (scalar.Text is "true" or "false" || IsNumber(scalar.Text)))
        {
            writer.WriteRawValue(scalar.Text);
        }
        else
        {
            writer.WriteStringValue(scalar.Text);
        }
    }

    /// <summary>A number as JSON writes it; <c>010</c>, <c>+1</c>, <c>.5</c> and <c>1_000</c> stay text.</summary>
    private static bool IsNumber(string text)
    {
        if (text[0] is not ('-' or (>= '0' and <= '9')))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
