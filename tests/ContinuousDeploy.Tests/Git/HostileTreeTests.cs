using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Git;
using LibGit2Sharp;

namespace ContinuousDeploy.Tests.Git;

/// <summary>Trees that no Git client makes and that a fetch stores all the same.</summary>
public sealed class HostileTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;

    public HostileTreeTests() => repository = new TestRepository(folder["repository"]);

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData(".", ".")]
    [InlineData(".git", ".git")]
    [InlineData(".GIT", ".GIT")]
    [InlineData("a\nb", "a\\x0ab")]
    [InlineData("a\u001b[31m", "a\\x1b[31m")]
    [InlineData(".g\u200cit", ".g\\xe2\\x80\\x8cit")]
    [InlineData("a\u202eb", "a\\xe2\\x80\\xaeb")]
    [InlineData("a\\b", "a\\x5cb")]
    [InlineData("a\u0085b", "a\\xc2\\x85b")]
    public void A_name_that_misleads_is_shown_escaped_and_never_followed(string name, string shown)
    {
        var difference = Added([("100644", Encoding.UTF8.GetBytes(name), repository.Blob("x"))]);

        Assert.Empty(difference.Files);
        Assert.Equal($"{shown}: unreadable-path", Show(difference));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_escaped() =>
        Assert.Equal("a\\xff: unreadable-path", Show(Added([("100644", [(byte)'a', 0xFF], repository.Blob("x"))])));

    [Fact]
    public void A_very_long_name_is_shown_short()
    {
        var name = new byte[4096];
        name.AsSpan().Fill(0xFF);

        Assert.Equal(
            string.Concat(Enumerable.Repeat("\\xff", 60)) + "...: unreadable-path",
            Show(Added([("100644", name, repository.Blob("x"))])));
    }

    [Fact]
    public void Windows_names_of_the_git_folder_are_only_names() =>
        Assert.Equal("git~1", Show(Added([("100644", "git~1"u8.ToArray(), repository.Blob("x"))])));

    [Fact]
    public void A_folder_that_names_something_twice_is_not_taken() =>
        Assert.Equal(".: malformed-folder", Show(Added(
        [
            ("100644", "a.yaml"u8.ToArray(), repository.Blob("one")),
            ("100644", "a.yaml"u8.ToArray(), repository.Blob("two")),
        ])));

    [Fact]
    public void A_folder_out_of_order_is_not_taken()
    {
        var difference = Added(
        [
            ("100644", "b.yaml"u8.ToArray(), repository.Blob("one")),
            ("100644", "a.yaml"u8.ToArray(), repository.Blob("two")),
        ]);

        Assert.Equal(".: malformed-folder", Show(difference));
    }

    [Theory]
    [InlineData("100644 a")]
    [InlineData("100644 a\0short")]
    [InlineData("100644 a/b\0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("100644 \0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("10064x a\0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("1 a\0aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("garbage")]
    [InlineData(" ")]
    public void Bytes_that_are_no_tree_are_not_taken(string bytes) =>
        Assert.Equal(".: malformed-folder", Show(Difference(
            repository.CommitTree(repository.Tree([])),
            repository.CommitTree(repository.RawTree(Encoding.ASCII.GetBytes(bytes))))));

    [Fact]
    public void A_thousand_folders_in_each_other_are_given_up_on()
    {
        var tree = repository.Tree([("a.yaml", "100644", repository.Blob("x"))]);
        for (var depth = 0; depth < 1000; depth++)
        {
            tree = repository.RawTree([("40000", "d"u8.ToArray(), tree)]);
        }

        var difference = Difference(repository.CommitTree(repository.Tree([])), repository.CommitTree(tree));

        Assert.Empty(difference.Files);
        Assert.Equal("too-deep", Assert.Single(difference.Problems).Rule);
    }

    [Fact]
    public void A_change_of_very_many_files_is_cut_off()
    {
        var blob = repository.Blob("x");
        var difference = Added(Enumerable.Range(0, 200_000)
            .Select(number => ("100644", Encoding.ASCII.GetBytes($"{number:d6}.yaml"), blob)));

        Assert.Equal(10_000, difference.Files.Length);
        Assert.Equal("too-many-files", Assert.Single(difference.Problems).Rule);
    }

    [Fact]
    public void Very_many_bad_names_give_a_bounded_number_of_problems()
    {
        var blob = repository.Blob("x");
        var difference = Added(Enumerable.Range(0, 5_000)
            .Select(number => ("100644", Encoding.ASCII.GetBytes($"\u0001{number:d6}"), blob)));

        Assert.Equal(100, difference.Problems.Length);
    }

    [Fact]
    public void A_tree_that_is_missing_says_so()
    {
        var missing = new ObjectId(new string('1', 40));
        var commit = repository.CommitTree(repository.RawTree([("40000", "d"u8.ToArray(), missing)]));

        Assert.Throws<RepositoryCorruptException>(
            () => Difference(repository.CommitTree(repository.Tree([])), commit));
    }

    private TreeDifference Added(IEnumerable<(string Mode, byte[] Name, ObjectId Id)> entries) => Difference(
        repository.CommitTree(repository.Tree([])), repository.CommitTree(repository.RawTree(entries)));

    private TreeDifference Difference(CommitSha before, CommitSha after)
    {
        using var reader = GitReader.Open(repository.Path);
        return reader.Changes(reader.TreeOf(before), reader.TreeOf(after));
    }

    private static string Show(TreeDifference difference) => string.Join(
        "\n",
        difference.Files.Select(file => file.Path)
            .Concat(difference.Problems.Select(problem => $"{problem.At}: {problem.Rule}")));
}
