using System.Text;
using ContinuousDeploy.Core;
using LibGit2Sharp;

namespace ContinuousDeploy.Tests.Git;

/// <summary>
/// A bare repository written object by object, so that it can hold what no Git client would make. Commits have fixed
/// times and are the same on every run.
/// </summary>
public sealed class TestRepository : IDisposable
{
    private readonly Repository repository;

    public TestRepository(string path)
    {
        Path = path;
        repository = new Repository(Repository.Init(path, isBare: true));
    }

    public string Path { get; }

    public void Dispose() => repository.Dispose();

    /// <summary>A commit of ordinary files, given as path and text.</summary>
    public CommitSha Commit(IEnumerable<(string Path, string Text)> files, params CommitSha[] parents) =>
        CommitTree(Tree(files.Select(file => (file.Path, "100644", Blob(file.Text)))), parents);

    public CommitSha CommitTree(ObjectId tree, params CommitSha[] parents)
    {
        var text = new StringBuilder($"tree {tree.Sha}\n");
        foreach (var parent in parents)
        {
            text.Append($"parent {parent}\n");
        }

        text.Append("author A Tester <tester@example.com> 1790000000 +0000\n");
        text.Append("committer A Tester <tester@example.com> 1790000000 +0000\n\nA change\n");
        return new CommitSha(
            repository.ObjectDatabase.Write<Commit>(Encoding.UTF8.GetBytes(text.ToString())).Sha);
    }

    public ObjectId Blob(string text) => Blob(Encoding.UTF8.GetBytes(text));

    public ObjectId Blob(byte[] bytes) => repository.ObjectDatabase.Write<Blob>(bytes);

    /// <summary>A tree of files by path, with folders made as needed and everything in Git's order.</summary>
    public ObjectId Tree(IEnumerable<(string Path, string Mode, ObjectId Id)> files)
    {
        var entries = files
            .GroupBy(file => file.Path.Split('/')[0], StringComparer.Ordinal)
            .Select(group => group.First().Path.Contains('/', StringComparison.Ordinal)
                ? (Name: group.Key, Mode: "40000", Id: Tree(group.Select(file =>
                    (file.Path[(group.Key.Length + 1)..], file.Mode, file.Id))))
                : (Name: group.Key, group.First().Mode, group.First().Id))
            .OrderBy(entry => entry.Mode == "40000" ? entry.Name + "/" : entry.Name, StringComparer.Ordinal);
        return RawTree(entries.Select(entry => (entry.Mode, Encoding.UTF8.GetBytes(entry.Name), entry.Id)));
    }

    /// <summary>A tree with exactly these entries in exactly this order, whatever Git would say to it.</summary>
    public ObjectId RawTree(IEnumerable<(string Mode, byte[] Name, ObjectId Id)> entries)
    {
        using var bytes = new MemoryStream();
        foreach (var (mode, name, id) in entries)
        {
            bytes.Write(Encoding.ASCII.GetBytes(mode + " "));
            bytes.Write(name);
            bytes.WriteByte(0);
            bytes.Write(id.RawId);
        }

        return RawTree(bytes.ToArray());
    }

    public ObjectId RawTree(byte[] bytes) => repository.ObjectDatabase.Write<Tree>(bytes);

    public void Branch(string name, CommitSha commit) => Point($"refs/heads/{name}", commit);

    public void Point(string reference, CommitSha commit) =>
        repository.Refs.Add(reference, new ObjectId(commit.Value), allowOverwrite: true);

    public void DeleteBranch(string name) => repository.Refs.Remove($"refs/heads/{name}");
}
