namespace ContinuousDeploy.Git;

/// <summary>
/// The root folder at one commit or of one merge. Only a <see cref="GitReader"/> and <see cref="CommitHistory"/> make
/// them, from commits: nothing is ever read by the name of a branch.
/// </summary>
public readonly record struct GitTree
{
    internal GitTree(GitObjectId id) => Id = id;

    internal GitObjectId Id { get; }
}
