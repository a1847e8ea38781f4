using ContinuousDeploy.Core;
using ContinuousDeploy.Git;
using LibGit2Sharp;

namespace ContinuousDeploy.Tests.Git;

public sealed class TreeDifferenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;

    public TreeDifferenceTests() => repository = new TestRepository(folder["repository"]);

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Changed_added_and_removed_files_are_listed_in_order() =>
        Assert.Equal(
            ["a/changed.yaml", "a/removed.yaml -", "b/c/added.yaml +", "z.yaml +"],
            Show(
                [("a/changed.yaml", "1"), ("a/removed.yaml", "1"), ("a/same.yaml", "1")],
                [("a/changed.yaml", "2"), ("a/same.yaml", "1"), ("b/c/added.yaml", "1"), ("z.yaml", "1")]));

    [Fact]
    public void A_file_that_becomes_a_folder_is_both() =>
        Assert.Equal(["a -", "a/b.yaml +"], Show([("a", "1"), ("a.b", "1")], [("a/b.yaml", "1"), ("a.b", "1")]));

    [Fact]
    public void A_folder_alone_can_be_asked_for() =>
        Assert.Equal(
            ["environments/a.yaml"],
            Show([("environments/a.yaml", "1"), ("other", "1")], [("environments/a.yaml", "2")], "environments"));

    [Fact]
    public void A_folder_that_is_new_or_gone_is_all_its_files()
    {
        Assert.Equal(["environments/a.yaml +"], Show([("x", "1")], [("environments/a.yaml", "2")], "environments"));
        Assert.Equal(["environments/a.yaml -"], Show([("environments/a.yaml", "2")], [("x", "1")], "environments"));
        Assert.Empty(Show([("x", "1")], [("x", "2")], "environments"));
    }

    [Fact]
    public void A_changed_mode_is_a_changed_file()
    {
        var blob = repository.Blob("text");

        Assert.Equal(
            ["a.yaml"],
            Show(
                repository.CommitTree(repository.Tree([("a.yaml", "100644", blob)])),
                repository.CommitTree(repository.Tree([("a.yaml", "120000", blob)]))));
    }

    [Fact]
    public void Folders_that_are_the_same_are_not_opened()
    {
        var missing = new ObjectId(new string('1', 40));
        CommitSha With(string text) => repository.CommitTree(
            repository.Tree([("same", "40000", missing), ("z.yaml", "100644", repository.Blob(text))]));

        Assert.Equal(["z.yaml"], Show(With("1"), With("2")));
    }

    private string[] Show(
        (string Path, string Text)[] before, (string Path, string Text)[] after, string folderName = "") =>
        Show(repository.Commit(before), repository.Commit(after), folderName);

    private string[] Show(CommitSha before, CommitSha after, string folderName = "")
    {
        using var reader = GitReader.Open(repository.Path);
        var difference = reader.Changes(reader.TreeOf(before), reader.TreeOf(after), folderName);
        Assert.Empty(difference.Problems);
        return [.. difference.Files.Select(file =>
            file.Path + (file.Before ? file.After ? "" : " -" : " +"))];
    }
}
