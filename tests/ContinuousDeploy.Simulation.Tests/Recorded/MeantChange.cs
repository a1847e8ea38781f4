namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>
/// A difference from what an earlier version decided or wrote that is meant. It is listed here with its reason; what was
/// recorded stays as it was, and all else of it is still compared.
/// </summary>
/// <param name="Recording">The file's name, as the failing test tells it.</param>
/// <param name="Turn">The turn's name, as the failing test tells it, or null for all and for repositories.</param>
/// <param name="Difference">What the told difference holds.</param>
/// <param name="Reason">Why it is right now, and what becomes of stages that are there already.</param>
internal sealed record MeantChange(string Recording, string? Turn, string Difference, string Reason)
{
    private static readonly IReadOnlyList<MeantChange> All = [];

    public static bool Covers(string recording, string? turn, string difference) => All.Any(meant =>
        meant.Recording == recording
        && (meant.Turn is null || meant.Turn == turn)
        && difference.Contains(meant.Difference, StringComparison.Ordinal));
}
