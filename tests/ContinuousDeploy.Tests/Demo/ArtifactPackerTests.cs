using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

public sealed class ArtifactPackerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly BuiltPrograms programs = BuiltPrograms.Find();

    [Fact]
    public void The_same_build_gives_the_same_bytes_at_any_time()
    {
        var first = ArtifactPacker.PackAll(programs.Storefront, folder.In("one"));
        var second = ArtifactPacker.PackAll(programs.Storefront, folder.In("two"));

        Assert.Equal(first.Select(artifact => artifact.Digest), second.Select(artifact => artifact.Digest));
        Assert.Equal(first.Length, first.Select(artifact => artifact.Digest).Distinct().Count());
    }

    [Fact]
    public void Every_version_lies_where_the_sample_application_looks_for_it_with_its_digest()
    {
        foreach (var artifact in ArtifactPacker.PackAll(programs.Storefront, folder.Path))
        {
            var file = folder.In($"storefront/{artifact.Version.Version}.tar.gz");
            Assert.Equal(file, artifact.File);
            Assert.Equal(
                artifact.Digest, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}");
        }
    }

    [Fact]
    public void An_artifact_holds_regular_files_of_nobody_and_one_program()
    {
        var artifact = ArtifactPacker.PackAll(programs.Storefront, folder.Path)[0];

        using var archive = new TarReader(new GZipStream(File.OpenRead(artifact.File), CompressionMode.Decompress));
        List<string> programsInIt = [];
        while (archive.GetNextEntry() is { } entry)
        {
            Assert.Equal(TarEntryType.RegularFile, entry.EntryType);
            Assert.Equal(DateTimeOffset.UnixEpoch, entry.ModificationTime);
            Assert.Equal((0, 0), (entry.Uid, entry.Gid));
            if (entry.Mode.HasFlag(UnixFileMode.UserExecute))
            {
                programsInIt.Add(entry.Name);
            }
        }

        Assert.Equal(["storefront"], programsInIt);
    }

    public void Dispose() => folder.Dispose();
}
