using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Making repositories.</summary>
/// <param name="root">The folder for the bare Git repositories.</param>
public sealed class RepositoryCreation(Site site, Pushes pushes, string root)
{
    private const string DefaultBranch = "main";

    private World World => site.World;

    public async Task<Repository> FromFolderAsync(
        Account owner, string name, string folder, bool isPrivate, CancellationToken cancellationToken)
    {
        BareRepository git = await BareRepository.CreateAsync(
            PathOf(owner, name), DefaultBranch, cancellationToken);
        List<FileEdit> files = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!path.Split('/').Contains(".git"))
            {
                files.Add(new(path, await File.ReadAllBytesAsync(file, cancellationToken)));
            }
        }

        string tree = await git.WriteTreeAsync(null, files, cancellationToken);
        Signature author = site.Author(owner);
        string commit = await git.CommitTreeAsync(tree, [], "Initial commit", author, author, cancellationToken);
        await git.MoveAsync($"refs/heads/{DefaultBranch}", BareRepository.NoCommit, commit, cancellationToken);
        Repository repository = Add(owner, name, git.Folder, isPrivate, null);
        ImmutableArray<RefMove> moves = [new($"refs/heads/{DefaultBranch}", BareRepository.NoCommit, commit)];
        await pushes.HappenedAsync(repository, Actor.Person(owner), moves, cancellationToken);
        return World.Repositories[repository.Id];
    }

    public async Task<Repository> ForkAsync(Repository parent, Account owner, CancellationToken cancellationToken)
    {
        BareRepository git = await BareRepository.CreateAsync(
            PathOf(owner, parent.Name), parent.DefaultBranch, cancellationToken);
        await git.MustAsync(
            ["fetch", "--quiet", parent.Folder, "+refs/heads/*:refs/heads/*"], cancellationToken);
        return Add(owner, parent.Name, git.Folder, parent.Private, parent.Id);
    }

    private Repository Add(Account owner, string name, string folder, bool isPrivate, long? parent) =>
        World.Repositories.Add(id => new(
            id, owner.Id, name, folder, DefaultBranch, isPrivate, ImmutableSortedDictionary<long, Role>.Empty,
            ImmutableSortedDictionary<string, BranchProtection>.Empty, parent, false, 0, World.Now, World.Now));

    private string PathOf(Account owner, string name) => Path.Combine(root, owner.Login, $"{name}.git");
}
