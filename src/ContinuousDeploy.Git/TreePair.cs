using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Git;

/// <summary>Collects the files of a base and a head tree for one plan.</summary>
internal sealed class TreePair(GitReader reader, GitTree before, GitTree after, ReadBudget budget)
{
    private readonly Dictionary<string, SourceFile> baseFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceFile> headFiles = new(StringComparer.Ordinal);

    public bool Has(string path) => headFiles.ContainsKey(path) || baseFiles.ContainsKey(path);

    public SourceFile? InBase(string path) => baseFiles.GetValueOrDefault(path);

    public SourceFile? InHead(string path) => headFiles.GetValueOrDefault(path);

    /// <summary>Reads a file that differs from both sides.</summary>
    public void AddChanged(string path)
    {
        if (reader.Read(before, path, budget) is { } old)
        {
            baseFiles[path] = old;
        }

        if (reader.Read(after, path, budget) is { } present)
        {
            headFiles[path] = present;
        }
    }

    /// <summary>Reads a file that is the same on both sides, unless it is there already.</summary>
    public void AddUnchanged(string path)
    {
        if (!Has(path) && reader.Read(after, path, budget) is { } file)
        {
            AddToBoth(file);
        }
    }

    public void AddToBoth(SourceFile file)
    {
        baseFiles[file.Path] = file;
        headFiles[file.Path] = file;
    }

    /// <summary>Leaves a file out again that only might have held something, and cannot be read.</summary>
    public void ForgetUnreadable(string path)
    {
        if (baseFiles.GetValueOrDefault(path)?.Unreadable is not null
            || headFiles.GetValueOrDefault(path)?.Unreadable is not null)
        {
            baseFiles.Remove(path);
            headFiles.Remove(path);
        }
    }

    public void AddProblem(Problem problem) => headFiles[problem.At.File] = SourceFile.Refused(problem);

    public PlanTrees ToTrees(string root) => new(new SourceTree(root, baseFiles), new SourceTree(root, headFiles));
}
