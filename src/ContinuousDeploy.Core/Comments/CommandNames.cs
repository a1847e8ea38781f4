using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Comments;

/// <summary>A command as <c>/help</c> lists it.</summary>
/// <param name="Usage">As it is written.</param>
/// <param name="Purpose">What it does, in one sentence.</param>
/// <param name="WhoMay">Who may, in a few words.</param>
public sealed record CommandDescription(string Name, string Usage, string Purpose, string WhoMay);

/// <summary>The closed vocabulary of commands.</summary>
public static class CommandNames
{
    /// <summary>The commands that work, in the order of <c>/help</c>.</summary>
    public static ImmutableArray<CommandDescription> Working { get; } =
    [
        new("rollback", "/rollback [target …] [--reason \"…\"]",
            "Gives users the version from before this pull request again, and sets Git back.",
            "write permission, or the environment's `rollback` role"),
        new("resume", "/resume [target …]",
            "Lifts the hold of a stage, so that its next version is deployed.",
            "write permission, or the environment's `rollback` role"),
        new("status", "/status [target …]", "Shows what is live, what is going on and what waits.", "everybody"),
        new("help", "/help", "Shows this list.", "everybody"),
    ];

    /// <summary>Names the design reserves; this version does not do them yet and says so.</summary>
    public static ImmutableHashSet<string> Reserved { get; } =
    [
        "plan", "deploy", "promote", "verify", "hold", "freeze", "thaw", "approve", "override", "retry", "cancel", "flag",
        "faults", "replay", "incident", "why", "history",
    ];

    /// <summary>The working command that a mistyped name is nearest to, or null where none is near.</summary>
    public static string? Nearest(string name)
    {
        var best = Working.Select(command => command.Name)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .MinBy(pair => pair.distance);
        return best.distance <= Math.Max(1, best.candidate.Length / 3) ? best.candidate : null;
    }

    /// <summary>Edits between two words, a swap of neighbours counting as one (optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 8)
        {
            return int.MaxValue;
        }

        var rows = new int[one.Length + 1, other.Length + 1];
        for (var row = 0; row <= one.Length; row++)
        {
            for (var column = 0; column <= other.Length; column++)
            {
                rows[row, column] = Math.Min(row, column) == 0 ? Math.Max(row, column) : Cell(rows, one, other, row, column);
            }
        }

        return rows[one.Length, other.Length];
    }

    private static int Cell(int[,] rows, string one, string other, int row, int column)
    {
        var replaced = rows[row - 1, column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(rows[row - 1, column], rows[row, column - 1]) + 1);
        var swapped = row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1];
        return swapped ? Math.Min(best, rows[row - 2, column - 2] + 1) : best;
    }
}
