using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Git;

/// <summary>The whole environments folder at a commit.</summary>
public static class EnvironmentsTree
{
    /// <summary>Reads every file that may mean something; what cannot be read is in the tree with the reason.</summary>
    public static SourceTree Read(GitReader reader, GitTree tree, string root, ReadBudget budget) => SourceTree.Of(
        root,
        new EnvironmentsFolder(reader, tree, root).All()
            .Select(path => reader.Read(tree, path, budget))
            .OfType<SourceFile>());

    /// <summary>Other files are documentation and the like. <c>.yml</c> is read to say that it is not.</summary>
    public static bool IsRead(string path) =>
        path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
