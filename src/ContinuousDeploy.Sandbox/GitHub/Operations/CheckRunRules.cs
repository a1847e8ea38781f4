using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What GitHub takes as a check run.</summary>
internal static class CheckRunRules
{
    /// <summary>The most annotations of one request.</summary>
    private const int MostAnnotations = 50;

    /// <summary>The most bytes of a summary or text.</summary>
    private const int LargestText = 65_535;

    private const int MostActions = 3;

    private static readonly string[] Conclusions =
        ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"];

    /// <summary>What is wrong with a request, or null.</summary>
    public static Refusal? Wrong(CheckRunEdit asked)
    {
        if (asked.Status == "completed" && asked.Conclusion is null)
        {
            return Refusal.Missing("conclusion");
        }

        if (asked.Conclusion is { } conclusion && !Conclusions.Contains(conclusion))
        {
            return Refusal.Validation("CheckRun", "conclusion", "invalid");
        }

        if (asked.Status is not (null or "queued" or "in_progress" or "completed"))
        {
            return Refusal.Validation("CheckRun", "status", "invalid");
        }

        if (asked.Annotations.Length > MostAnnotations)
        {
            return Refusal.Invalid(
                $"No more than {MostAnnotations} items are allowed; {asked.Annotations.Length} were supplied.");
        }

        return WrongText(asked.Output) ?? WrongActions(asked.Actions ?? []);
    }

    private static Refusal? WrongText(CheckOutput? output)
    {
        (string Field, string? Text)[] texts = [("summary", output?.Summary), ("text", output?.Text)];
        (string field, string? _) = texts.FirstOrDefault(entry =>
            entry.Text is { } text && Encoding.UTF8.GetByteCount(text) > LargestText);
        return field is null
            ? null
            : Refusal.Validation(
                "CheckRun", field, "custom", $"{field} exceeds a maximum bytesize of {LargestText}");
    }

    private static Refusal? WrongActions(ImmutableArray<CheckAction> actions)
    {
        if (actions.Length > MostActions)
        {
            return Refusal.Invalid($"No more than {MostActions} items are allowed; {actions.Length} were supplied.");
        }

        bool tooLong = actions.Any(action =>
            action.Label.Length > 20 || action.Identifier.Length > 20 || action.Description.Length > 40);
        return tooLong ? Refusal.Validation("CheckRun", "actions", "invalid") : null;
    }
}
