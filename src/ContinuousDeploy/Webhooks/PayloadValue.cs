using System.Text.Json;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// A place in a payload, which may be absent or of another kind than expected: then all that is below it is absent too.
/// </summary>
public readonly struct PayloadValue
{
    private readonly JsonElement element;

    public PayloadValue(JsonElement element) => this.element = element;

    public PayloadValue this[string name] =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)
            ? new PayloadValue(member)
            : default;

    /// <summary>The members of an array; none where it is not one.</summary>
    public IEnumerable<PayloadValue> Items =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(item => new PayloadValue(item)) : [];

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>A text, or null.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode.</exception>
    public string? Text => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>A name: a text that is not empty, or null.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode.</exception>
    public string? Name => Text is { Length: > 0 } name ? name : null;

    /// <summary>An id of GitHub's: a positive whole number, or null.</summary>
    public long? Id =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var id) && id > 0 ? id : null;

    /// <summary>The number of an issue or pull request, or null.</summary>
    public int? Number => Id is { } id and <= int.MaxValue ? (int)id : null;
}
