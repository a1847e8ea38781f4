namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>What came of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    /// <summary>The file's new text. The same as before where there was nothing to do.</summary>
    public sealed record Edited(string Text) : EditOutcome;

    /// <summary>The file cannot be edited without touching more than was asked for; a person must do it.</summary>
    public sealed record Refused(Problem Problem) : EditOutcome;
}
