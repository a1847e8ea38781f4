using System.Text;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Git;
using LibGit2Sharp;

namespace ContinuousDeploy.Tests.Git;

public sealed class ReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository repository;

    public ReaderTests() => repository = new TestRepository(folder["repository"]);

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void An_ordinary_file_is_read_as_it_is()
    {
        const string Text = "version: 1.4.1\r\n# ü\n";

        Assert.Equal(SourceFile.Of("a/b.yaml", Text), Read("a/b.yaml", "100644", Text));
    }

    [Theory]
    [InlineData("a/c.yaml")]
    [InlineData("A/b.yaml")]
    [InlineData("a/B.yaml")]
    [InlineData("a")]
    [InlineData("a/../a/b.yaml")]
    [InlineData("a/b.yaml/c")]
    [InlineData("")]
    public void Nothing_stands_at_any_other_path(string path)
    {
        var commit = repository.Commit([("a/b.yaml", "text")]);
        using var reader = GitReader.Open(repository.Path);

        Assert.Null(reader.Read(reader.TreeOf(commit), path, new ReadBudget()));
    }

    [Theory]
    [InlineData("100755", "This is an executable file; only ordinary files are read.")]
    [InlineData("120000", "This is a symbolic link; only ordinary files are read.")]
    [InlineData("100664", "This is an entry with an unknown mode; only ordinary files are read.")]
    [InlineData("100600", "This is an entry with an unknown mode; only ordinary files are read.")]
    [InlineData("777777", "This is an entry with an unknown mode; only ordinary files are read.")]
    public void Anything_but_an_ordinary_file_is_refused(string mode, string message)
    {
        var problem = Read("a.yaml", mode, "/etc/passwd").Unreadable;

        Assert.Equal(("not-an-ordinary-file", message), (problem?.Rule, problem?.Message));
    }

    [Fact]
    public void A_submodule_is_refused()
    {
        var commit = repository.CommitTree(
            repository.Tree([("a.yaml", "160000", new ObjectId(new string('1', 40)))]));
        using var reader = GitReader.Open(repository.Path);

        Assert.Equal(
            "This is a submodule; only ordinary files are read.",
            reader.Read(reader.TreeOf(commit), "a.yaml", new ReadBudget())?.Unreadable?.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a' }, "a.yaml: byte-order-mark")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "a.yaml: not-utf8")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'a' }, "a.yaml: not-utf8")]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xE4 }, "a.yaml:2:2: not-utf8")]
    [InlineData(new byte[] { 0xC3, 0xA4, 0xED, 0xA0, 0x80 }, "a.yaml:1:2: not-utf8")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "a.yaml:1:1: not-utf8")]
    public void Text_that_is_not_strict_utf8_is_refused_at_its_place(byte[] bytes, string expected)
    {
        var problem = Read("a.yaml", "100644", bytes).Unreadable!;

        Assert.Equal(expected, $"{problem.At}: {problem.Rule}");
    }

    [Fact]
    public void A_pointer_to_large_file_storage_is_refused()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";

        Assert.Equal("lfs-pointer", Read("a.yaml", "100644", Pointer).Unreadable?.Rule);
    }

    [Theory]
    [InlineData(SourceText.MaximumBytes, null)]
    [InlineData(SourceText.MaximumBytes + 1, "file-too-large")]
    [InlineData(64 * 1024 * 1024, "file-too-large")]
    public void A_file_above_the_limit_is_not_read(int bytes, string? rule)
    {
        var budget = new ReadBudget();

        Assert.Equal(rule, Read("a.yaml", "100644", new byte[bytes], budget).Unreadable?.Rule);
        Assert.Equal(rule is null ? bytes : 0, budget.BytesRead);
    }

    [Fact]
    public void What_one_question_reads_is_limited_over_all_files()
    {
        var budget = new ReadBudget(maximumBytes: 10);

        Assert.Null(Read("a.yaml", "100644", "12345678", budget).Unreadable);
        Assert.Equal("too-much-to-read", Read("b.yaml", "100644", "123", budget).Unreadable?.Rule);
        Assert.Null(Read("c.yaml", "100644", "12", budget).Unreadable);
        Assert.Equal((10, 2), (budget.BytesRead, budget.FilesRead));
    }

    [Fact]
    public void A_commit_that_is_not_there_says_so()
    {
        using var reader = GitReader.Open(repository.Path);

        Assert.Equal(
            $"The commit {new string('1', 40)} is missing or damaged.",
            Assert.Throws<RepositoryCorruptException>(() => reader.TreeOf(new(new string('1', 40)))).Message);
    }

    [Fact]
    public void A_folder_without_repository_says_so() =>
        Assert.Throws<RepositoryCorruptException>(() => GitReader.Open(folder.Path));

    private SourceFile Read(string path, string mode, string text, ReadBudget? budget = null) =>
        Read(path, mode, Encoding.UTF8.GetBytes(text), budget);

    private SourceFile Read(string path, string mode, byte[] bytes, ReadBudget? budget = null)
    {
        var commit = repository.CommitTree(repository.Tree([(path, mode, repository.Blob(bytes))]));
        using var reader = GitReader.Open(repository.Path);
        return reader.Read(reader.TreeOf(commit), path, budget ?? new ReadBudget())!;
    }
}
