using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Core;

/// <summary>
/// The full name of a commit: forty lower-case hexadecimal digits. Everything that reads a repository takes one, never
/// a branch name, so that what was checked is what is used.
/// </summary>
[JsonConverter(typeof(CommitShaJson))]
public readonly record struct CommitSha
{
    private readonly string? value;

    /// <exception cref="FormatException">The text is not forty lower-case hexadecimal digits.</exception>
    public CommitSha(string value)
    {
        if (!IsSha(value))
        {
            throw new FormatException($"'{value}' is not a commit: forty lower-case hexadecimal digits are expected.");
        }

        this.value = value;
    }

    /// <summary>The whole name.</summary>
    public string Value => value ?? throw new InvalidOperationException("An empty commit name was used.");

    /// <summary>The first seven digits, for people.</summary>
    public string Short => Value[..7];

    public static bool TryParse([NotNullWhen(true)] string? text, out CommitSha sha)
    {
        var accepted = IsSha(text);
        sha = accepted ? new CommitSha(text!) : default;
        return accepted;
    }

    public override string ToString() => Value;

    private static bool IsSha([NotNullWhen(true)] string? text) =>
        text is { Length: 40 } && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>Writes a commit as a JSON string.</summary>
public sealed class CommitShaJson : JsonConverter<CommitSha>
{
    public override CommitSha Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CommitSha.TryParse(reader.GetString(), out var sha) ? sha : throw new JsonException("A commit is expected.");

    public override void Write(Utf8JsonWriter writer, CommitSha value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
