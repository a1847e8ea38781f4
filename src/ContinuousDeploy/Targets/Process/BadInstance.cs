using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Says why an instance that did not become ready is bad.</summary>
internal static class BadInstance
{
    // Errors of exec(2) that the program itself is to blame for: no such file or interpreter, no permission, no format.
    private static readonly int[] ProgramErrors = [2, 8, 13, 20, 40];

    /// <exception cref="IOException">It is not: this machine could not start a process.</exception>
    public static string Reason(RunSettings run, Readiness readiness) => readiness switch
    {
        Readiness.Late late => string.Create(
            CultureInfo.InvariantCulture,
            $"It was not ready within {run.Within.TotalSeconds:0.###} s: {run.Ready} must answer 2xx, last seen: {late.Seen}."),
        Readiness.Ended { Exit.StartError: { } error } => NotStarted(error),
        Readiness.Ended { Exit.Code: { } code } =>
            string.Create(CultureInfo.InvariantCulture, $"It ended with exit code {code} before it was ready."),
        Readiness.Ended => "It was killed before it was ready.",
        _ => throw new UnreachableException(),
    };

    private static string NotStarted(int error) => ProgramErrors.Contains(error)
        ? "The command's program cannot be executed: it is no program for this machine, or its interpreter is missing."
        : throw new IOException($"This machine could not start a process: system error {error}.");
}
