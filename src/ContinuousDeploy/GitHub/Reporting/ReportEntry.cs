namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>One object that a report asks for.</summary>
/// <param name="Key">Names it among what was posted in its repository.</param>
/// <param name="Name">Names it for people.</param>
/// <param name="Fingerprint">Of everything that would be sent.</param>
/// <param name="WriteAsync">Brings it to GitHub, given the id it had, and returns the id it has.</param>
public sealed record ReportEntry(
    string Key, string Name, string Fingerprint, Func<long?, CancellationToken, Task<long>> WriteAsync);
