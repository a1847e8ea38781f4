using ContinuousDeploy.Core;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Tests.Git;

public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;
    private readonly CommitSha first;
    private readonly CommitSha second;
    private readonly CommitSha side;
    private readonly CommitSha merge;
    private readonly CommitSha unrelated;

    public HistoryTests()
    {
        repository = new TestRepository(folder["repository"]);
        first = repository.Commit([("a.yaml", "1\n"), ("b.yaml", "1\n")]);
        second = repository.Commit([("a.yaml", "2\n"), ("b.yaml", "1\n")], first);
        side = repository.Commit([("a.yaml", "1\n"), ("b.yaml", "2\n")], first);
        merge = repository.Commit([("a.yaml", "2\n"), ("b.yaml", "2\n")], second, side);
        unrelated = repository.Commit([("c.yaml", "1\n")]);
        repository.Branch("main", merge);
    }

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Ancestry_follows_every_parent()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.True(reader.History.IsAncestor(first, merge));
        Assert.True(reader.History.IsAncestor(side, merge));
        Assert.True(reader.History.IsAncestor(merge, merge));
        Assert.False(reader.History.IsAncestor(merge, first));
        Assert.False(reader.History.IsAncestor(second, side));
        Assert.False(reader.History.IsAncestor(unrelated, merge));
    }

    [Fact]
    public void What_a_branch_went_through_follows_first_parents()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.Equal([second, merge], reader.History.FirstParentSince(first, merge)!.Value);
        Assert.Empty(reader.History.FirstParentSince(merge, merge)!.Value);
        Assert.Null(reader.History.FirstParentSince(side, merge));
        Assert.Null(reader.History.FirstParentSince(unrelated, merge));
        Assert.Null(reader.History.FirstParentSince(merge, first));
        Assert.Equal(second, reader.History.FirstParent(merge));
        Assert.Null(reader.History.FirstParent(first));
    }

    [Fact]
    public void A_merge_without_conflict_gives_its_tree()
    {
        using var reader = GitReader.Open(repository.Path);

        var clean = Assert.IsType<MergePreview.Clean>(reader.History.MergeResult(second, side));

        Assert.Equal(reader.TreeOf(merge), clean.Tree);
    }

    [Fact]
    public void A_merge_with_conflict_names_the_files()
    {
        using var reader = GitReader.Open(repository.Path);
        var other = repository.Commit([("a.yaml", "3\n"), ("b.yaml", "1\n")], first);

        var conflict = Assert.IsType<MergePreview.Conflict>(reader.History.MergeResult(second, other));

        Assert.Equal(["a.yaml"], conflict.Paths);
    }

    [Fact]
    public void Names_of_commits_are_resolved_for_people()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.Equal(merge, reader.History.Resolve("main"));
        Assert.Equal(second, reader.History.Resolve("main~1"));
        Assert.Equal(side, reader.History.Resolve("main^2"));
        Assert.Equal(first, reader.History.Resolve(first.Value));
        Assert.Null(reader.History.Resolve("no-such"));
        Assert.Null(reader.History.Resolve("main^{tree}"));
        Assert.Null(reader.History.Resolve("main:a.yaml"));
        Assert.Null(reader.History.Resolve("..."));
        Assert.Null(reader.History.Resolve(""));
    }

    [Fact]
    public void A_branch_name_that_cannot_be_one_is_no_branch()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.Null(reader.History.Branch("../../main"));
        Assert.Null(reader.History.Branch(""));
        Assert.Equal(merge, reader.History.Branch("main"));
    }

    [Fact]
    public void A_commit_that_is_not_there_says_so()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.False(reader.History.Contains(new CommitSha(new string('1', 40))));
        Assert.Throws<RepositoryCorruptException>(
            () => reader.History.IsAncestor(first, new CommitSha(new string('1', 40))));
    }
}
