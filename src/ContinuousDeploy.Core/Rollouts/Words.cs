using System.Globalization;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>Short English for what people read.</summary>
public static class Words
{
    /// <summary>A length of time in its largest fitting unit: <c>10 min</c>, <c>90 s</c>, <c>250 ms</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };

    /// <summary>Somebody's words with an end, so that a sentence can follow.</summary>
    public static string Sentence(string words)
    {
        var text = words.TrimEnd();
        return text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";
    }

    /// <summary>What an effect does, to begin a sentence with.</summary>
    public static string Of(StageEffect effect) => effect switch
    {
        StageEffect.Deploy deploy => $"Bringing up {deploy.Request.Version}",
        StageEffect.Verify => "Running the smoke checks",
        StageEffect.Move move => $"Moving traffic to {move.To.Version}",
        StageEffect.Look => "Looking at the instance",
        StageEffect.Stop stop => $"Stopping {stop.Instance}",
        StageEffect.Revert => "Opening the revert pull request",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
