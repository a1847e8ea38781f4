using System.Globalization;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// Durations as people write them: a whole number and a unit, <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1h</c>.
/// </summary>
public static class Durations
{
    /// <summary>The longest duration that is read: 30 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Reads one; anything but <c>[1-9][0-9]*(ms|s|m|h|d)</c> up to 30 days is refused.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > 10 || text[0] == '0'
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || Unit(text[digits..]) is not { } unit
            || number > Longest / unit)
        {
            return false;
        }

        duration = unit * number;
        return true;
    }

    /// <summary>The shortest way to write a duration that <see cref="TryParse"/> reads back.</summary>
    public static string Format(TimeSpan duration)
    {
        ReadOnlySpan<string> units = ["d", "h", "m", "s"];
        foreach (var unit in units)
        {
            var length = Unit(unit)!.Value;
            if (duration.Ticks % length.Ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");
    }

    private static TimeSpan? Unit(string unit) => unit switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
