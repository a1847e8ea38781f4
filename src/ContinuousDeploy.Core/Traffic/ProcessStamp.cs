using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ContinuousDeploy.Core.Traffic;

/// <summary>
/// One process for good: the system gives a process id anew, but never with the same start time. Written as
/// <c>ID START</c>.
/// </summary>
/// <param name="Started">When it started, in the system's ticks since boot.</param>
public readonly record struct ProcessStamp(int Process, long Started)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out ProcessStamp stamp)
    {
        stamp = default;
        if (text.Split(' ', StringSplitOptions.TrimEntries) is not [var process, var started]
            || !int.TryParse(process, CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(started, CultureInfo.InvariantCulture, out var ticks))
        {
            return false;
        }

        stamp = new ProcessStamp(id, ticks);
        return true;
    }

    /// <summary>
    /// Reads <c>/proc/ID/stat</c> of proc(5): field 22 is the start. A zombie (field 3 is Z) counts as gone.
    /// </summary>
    public static bool TryParseStat(int process, [NotNullWhen(true)] string? stat, out ProcessStamp stamp)
    {
        stamp = default;
        // Field 2 is the program's name in parentheses, and may itself hold spaces and parentheses.
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (fields.Length < 20 || fields[0] == "Z" || !long.TryParse(fields[19], out var started))
        {
            return false;
        }

        stamp = new ProcessStamp(process, started);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process} {Started}");
}
