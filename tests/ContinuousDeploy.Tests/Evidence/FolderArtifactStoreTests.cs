using ContinuousDeploy.Evidence;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Evidence;

public sealed class FolderArtifactStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("continuous-deploy-").FullName;

    public FolderArtifactStoreTests()
    {
        Directory.CreateDirectory(Path.Combine(Artifacts, "sample"));
        File.WriteAllText(Path.Combine(Artifacts, "sample", "1.0.0.tar.gz"), "content");
        File.WriteAllText(Path.Combine(root, "outside"), "secret");
    }

    private string Artifacts => Path.Combine(root, "artifacts");

    [Fact]
    public async Task An_artifact_is_read_whole() => Assert.Equal("content", await ReadAsync("sample/1.0.0.tar.gz"));

    [Theory]
    [InlineData("sample/2.0.0.tar.gz")]
    [InlineData("missing/1.0.0.tar.gz")]
    [InlineData("sample")]
    [InlineData("sample/1.0.0.tar.gz/more")]
    [InlineData("../outside")]
    [InlineData("sample/../../outside")]
    [InlineData("/etc/hostname")]
    public async Task Where_there_is_none_the_answer_is_nothing(string path) => Assert.Null(await ReadAsync(path));

    [Fact]
    public async Task A_link_is_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(Artifacts, "link"), Path.Combine(root, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(Artifacts, "folder"), root);

        Assert.Null(await ReadAsync("link"));
        Assert.Null(await ReadAsync("folder/outside"));
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_our_failure_and_not_a_missing_artifact()
    {
        Directory.Delete(Artifacts, recursive: true);

        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ReadAsync("sample/1.0.0.tar.gz"));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private async Task<string?> ReadAsync(string path)
    {
        var store = new FolderArtifactStore(
            Options.Create(new ArtifactOptions { Folder = Artifacts }), NullLogger<FolderArtifactStore>.Instance);
        await using var stream = await store.OpenAsync(path, TestContext.Current.CancellationToken);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
