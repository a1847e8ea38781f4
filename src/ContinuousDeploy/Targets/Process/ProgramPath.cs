using System.Diagnostics.CodeAnalysis;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Finds the program of a command: <c>./name</c> in the artifact, a bare name on the machine's search path.</summary>
internal static class ProgramPath
{
    /// <param name="reason">Where there is none: one sentence with the next step.</param>
    public static bool TryFind(
        string program,
        string versionFolder,
        [NotNullWhen(true)] out string? path,
        [NotNullWhen(false)] out string? reason)
    {
        path = program.StartsWith("./", StringComparison.Ordinal) ? InArtifact(program, versionFolder)
            : program.Contains('/', StringComparison.Ordinal) ? null
            : OnSearchPath(program);
        reason = path is not null ? null
            : program.StartsWith("./", StringComparison.Ordinal)
                ? "The command's program is not an executable file in the artifact. Check run.command and how the artifact "
                    + "is packed."
                : "The command's program is not on this machine. A program in the artifact begins with './', any other "
                    + "is a bare name on the search path.";
        return path is not null;
    }

    // The artifact has no links, so that the text of the path decides.
    private static string? InArtifact(string program, string versionFolder) =>
        program.Split('/').Contains("..") ? null : Executable(Path.GetFullPath(program, versionFolder));

    private static string? OnSearchPath(string program) =>
        InstanceEnvironment.SearchPath.Split(':')
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Executable(Path.Combine(folder, program)))
            .FirstOrDefault(path => path is not null);

    private static string? Executable(string path) =>
        File.Exists(path)
        && !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.OtherExecute)) != 0
            ? path
            : null;
}
