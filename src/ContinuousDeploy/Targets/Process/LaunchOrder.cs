namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// What a supervisor is told, on its standard input: nothing of it stands on a command line or in a file, because the
/// environment holds secrets.
/// </summary>
/// <param name="Folder">The instance's folder.</param>
/// <param name="WorkingFolder">The unpacked version.</param>
/// <param name="Program">Its absolute path.</param>
/// <param name="Environment">The whole environment of the instance.</param>
internal sealed record LaunchOrder(
    string Folder,
    string WorkingFolder,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment);
