using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Planning;

/// <summary>What a change of a file that holds no pin does: one entry for every top-level key that differs.</summary>
public static class SettingsChanges
{
    /// <param name="application">Null where the file is not one application's.</param>
    /// <param name="environment">Null where the file holds for every environment.</param>
    public static ImmutableArray<PlannedChange> Of(ChangedPath file, string? application, string? environment)
    {
        if (ChangedPath.Keys(file.Before) is not { } before || ChangedPath.Keys(file.After) is not { } after)
        {
            return [Change(file.Start, "")];
        }

        return [.. ChangedPath.Compare(before, after).Select(changed => Change(changed.At, changed.Key))];

        PlannedChange Change(Position at, string path) =>
            new(application, environment, at, path, null, null, ChangeKind.Settings);
    }
}
