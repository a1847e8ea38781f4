namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// One file of the environments repository at one commit, as the Git reader found it: its text, or the reason why it
/// cannot be read (a symbolic link, too large, not UTF-8).
/// </summary>
public sealed record SourceFile(string Path, string? Text, Problem? Unreadable)
{
    public static SourceFile Of(string path, string text) => new(path, text, null);

    public static SourceFile Refused(Problem problem) => new(problem.At.File, null, problem);
}

/// <summary>
/// The files of the environments repository that matter for a question, at one commit. It need not be the whole
/// repository: to plan a change, the changed files and the policy files of the stages they touch are enough.
/// </summary>
/// <param name="Root">The folder that holds the environments, without a slash at the end: <c>environments</c>.</param>
/// <param name="Files">The files by their full path in the repository.</param>
public sealed record SourceTree(string Root, IReadOnlyDictionary<string, SourceFile> Files)
{
    public static SourceTree Of(string root, params IEnumerable<SourceFile> files) =>
        new(root, files.ToDictionary(file => file.Path, StringComparer.Ordinal));
}
