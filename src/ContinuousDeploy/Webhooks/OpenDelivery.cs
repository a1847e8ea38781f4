namespace ContinuousDeploy.Webhooks;

/// <summary>A delivery that is being worked off: over once the last of its hints is.</summary>
/// <param name="id">The delivery's GUID.</param>
/// <param name="hints">How many hints it was translated to.</param>
/// <param name="outcome">What to note where none of them is poison.</param>
public sealed class OpenDelivery(string id, int hints, string outcome)
{
    private readonly Lock guard = new();
    private AttemptOutcome.Poison? spoilt;
    private int open = hints;

    public string Id => id;

    /// <summary>Says what came of one hint.</summary>
    /// <param name="poison">Null where it was handled.</param>
    /// <returns>What came of the delivery, where this was its last hint; else null.</returns>
    public string? EndHint(AttemptOutcome.Poison? poison)
    {
        lock (guard)
        {
            spoilt ??= poison;
            if (--open > 0)
            {
                return null;
            }

            return spoilt is null ? outcome : $"poison: {spoilt.Failure}";
        }
    }
}
