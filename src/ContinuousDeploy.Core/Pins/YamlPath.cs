using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Core.Pins;

/// <summary>One step from a document's root to a value: a key, or a place in a list.</summary>
public readonly record struct PathStep(string? Key, int Index)
{
    public static PathStep To(string key) => new(key, -1);

    public static PathStep At(int index) => new(null, index);
}

/// <summary>Writes paths as people do: <c>spec.values.images[0].tag</c>.</summary>
public static class YamlPath
{
    public static string Of(ImmutableArray<PathStep> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            _ = step.Key is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]")
                : text.Append(text.Length == 0 ? string.Empty : ".").Append(step.Key);
        }

        return text.ToString();
    }
}
