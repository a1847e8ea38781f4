using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Gates;

/// <summary>Whether a pin may be deployed now.</summary>
public abstract record GateVerdict
{
    private GateVerdict()
    {
    }

    public sealed record Open : GateVerdict;

    /// <summary>Not until something changes in Git.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    /// <param name="NextStep">What opens it, in one sentence.</param>
    public sealed record Closed(string Reason, string NextStep) : GateVerdict;
}

/// <summary>What must hold before a rollout starts.</summary>
public static class Gate
{
    /// <summary>Judges by what stands in Git beside the pin: the stage's hold and the application's quarantine.</summary>
    public static GateVerdict Judge(PinRequest request)
    {
        if (request.Hold is { } hold)
        {
            return new GateVerdict.Closed(
                $"{request.Settings.Stage} is held since {hold.Since:yyyy-MM-dd HH:mm} UTC by {hold.By}: {Words.Sentence(hold.Reason)}",
                $"Comment `/resume {request.Settings.Stage}`, or remove `hold` from {request.At.File}.");
        }

        return QuarantineOf(request) is { } quarantine
            ? new GateVerdict.Closed(
                $"{request.Version} is quarantined since {quarantine.Since:yyyy-MM-dd HH:mm} UTC by {quarantine.By}: "
                + Words.Sentence(quarantine.Reason),
                $"Pin another version, or remove {request.Version} from `quarantine` in the application's file.")
            : new GateVerdict.Open();
    }

    private static Quarantine? QuarantineOf(PinRequest request) =>
        request.Settings.Quarantine.FirstOrDefault(entry => entry.Version == request.Version.Version);
}
