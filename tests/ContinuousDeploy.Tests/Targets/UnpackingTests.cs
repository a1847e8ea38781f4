using System.Formats.Tar;
using System.Text;
using ContinuousDeploy.Targets.Process;

namespace ContinuousDeploy.Tests.Targets;

public sealed class UnpackingTests : IDisposable
{
    private static readonly ArtifactLimits Small =
        new(PackedBytes: 1 << 20, UnpackedBytes: 4 << 20, Entries: 1000, Ratio: 100, RatioFrom: 1 << 20);

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Files_and_folders_come_out_read_only_and_executable_where_they_were()
    {
        await UnpackAsync(Archive.Of(
            new PaxTarEntry(TarEntryType.Directory, "./"),
            new PaxTarEntry(TarEntryType.Directory, "./empty/"),
            Archive.File("./run", "#!", Archive.Executable | UnixFileMode.SetUser | UnixFileMode.OtherWrite),
            Archive.File("pages/index.html", "<p>")));

        Assert.Equal("<p>", File.ReadAllText(folder.Place("out", "pages", "index.html")));
        Assert.True(Directory.Exists(folder.Place("out", "empty")));
        Assert.Equal("-r-xr-xr-x", ModeOf("run"));
        Assert.Equal("-r--r--r--", ModeOf("pages/index.html"));
    }

    public static TheoryData<string, byte[], string> Hostile => new()
    {
        { "parent", Archive.Of(Archive.File("../x", "x")), "'..'" },
        { "parent in the middle", Archive.Of(Archive.File("a/../../x", "x")), "'..'" },
        { "parent folder", Archive.Of(new PaxTarEntry(TarEntryType.Directory, "..")), "'..'" },
        { "absolute", Archive.Of(Archive.File("/etc/x", "x")), "absolute" },
        { "symbolic link", Archive.Of(Link(TarEntryType.SymbolicLink, "/etc/passwd")), "a link" },
        { "symbolic link within", Archive.Of(Archive.File("b", "b"), Link(TarEntryType.SymbolicLink, "b")), "a link" },
        { "hard link", Archive.Of(Link(TarEntryType.HardLink, "/etc/passwd")), "a link" },
        { "pipe", Archive.Of(new PaxTarEntry(TarEntryType.Fifo, "a")), "neither a file nor a folder" },
        { "device", Archive.Of(new PaxTarEntry(TarEntryType.CharacterDevice, "a")), "neither a file nor a folder" },
        { "disk", Archive.Of(new PaxTarEntry(TarEntryType.BlockDevice, "a")), "neither a file nor a folder" },
        { "twice", Archive.Of(Archive.File("a", "1"), Archive.File("./a", "2")), "twice" },
        { "file as folder", Archive.Of(Archive.File("a", "1"), Archive.File("a/b", "2")), "twice" },
        { "folder as file", Archive.Of(Archive.File("a/b", "1"), Archive.File("a", "2")), "twice" },
        { "control character", Archive.Of(new UstarTarEntry(TarEntryType.RegularFile, "a\u0001b")), "control" },
        { "long segment", Archive.Of(Archive.File(new string('a', 300), "1")), "too long" },
        { "no name", Archive.Of(Archive.File("./.", "1")), "empty or too long" },
        { "empty archive", Archive.Zip(new byte[1024]), "no file" },
        { "no archive", "hello"u8.ToArray(), "not a whole .tar.gz" },
        { "nothing", [], "not a whole .tar.gz" },
        { "zipped nonsense", Archive.Zip(Encoding.ASCII.GetBytes(new string('x', 4096))), "not a whole .tar.gz" },
        { "cut short", Archive.Of(Archive.File("a", new string('x', 100_000)))[..80], "not a whole .tar.gz" },
        { "bomb", Archive.Of(Archive.File("a", new byte[3 << 20])), "times its size" },
        { "too large", Archive.Of(Archive.File("a", Noise(5 << 20))), "more than 4 MiB" },
        {
            "too many",
            Archive.Of([.. Enumerable.Range(0, 1001).Select(number => Archive.File($"f{number}", []))]),
            "more than 1000 files"
        },
        { "huge header", Archive.Zip(HugeHeader()), "header of more than 1 MiB" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_archive_is_refused_with_the_reason(string what, byte[] archive, string reason)
    {
        var refusal = await Assert.ThrowsAsync<BadArtifactException>(() => UnpackAsync(archive));

        Assert.True(refusal.Message.Contains(reason, StringComparison.Ordinal), $"{what}: {refusal.Message}");
        // Nothing beside the folder it was to go to.
        Assert.Equal(["archive", "out"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_hundred_thousand_entries_are_refused_by_the_standard_limits()
    {
        var archive = Archive.Of([.. Enumerable.Range(0, 100_000)
            .Select(_ => new UstarTarEntry(TarEntryType.Directory, "folder"))]);

        var refusal = await Assert.ThrowsAsync<BadArtifactException>(() => UnpackAsync(archive, ArtifactLimits.Standard));

        Assert.Contains("more than 50000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_broken_archive_is_unpacked_or_refused_and_never_anything_else()
    {
        var good = Archive.Of(
            Archive.File("run", "#!", Archive.Executable), Archive.File("pages/" + new string('p', 200), "<p>"));
        var tar = Unzip(good);
        var refused = 0;
        for (var place = 0; place < tar.Length; place += place < 2048 ? 3 : 97)
        {
            foreach (var change in (byte[])[0x00, 0x39, 0x80])
            {
                var broken = tar.ToArray();
                broken[place] = change;
                try
                {
                    await UnpackAsync(Archive.Zip(broken));
                }
                catch (BadArtifactException)
                {
                    refused++;
                }

                Directory.Delete(folder.Place("out"), recursive: true);
            }
        }

        Assert.True(refused > 50, $"Only {refused} were refused.");
    }

    public void Dispose() => folder.Dispose();

    private async Task UnpackAsync(byte[] archive, ArtifactLimits? limits = null)
    {
        var file = folder.Place("archive");
        var into = folder.Place("out");
        Directory.CreateDirectory(into);
        await File.WriteAllBytesAsync(file, archive, TestContext.Current.CancellationToken);
        await new ArtifactUnpacker(into, limits ?? Small).UnpackAsync(file, TestContext.Current.CancellationToken);
    }

    private string ModeOf(string path)
    {
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder.Place("out", path));
        const string Letters = "rwxrwxrwx";
        Assert.Equal(0, (int)mode & ~0x1FF);
        return '-' + string.Concat(Letters.Select((letter, place) => ((int)mode & (0x100 >> place)) != 0 ? letter : '-'));
    }

    private static PaxTarEntry Link(TarEntryType type, string target) => new(type, "a") { LinkName = target };

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        var state = 88172645463325252UL;
        for (var place = 0; place < length; place++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            noise[place] = (byte)state;
        }

        return noise;
    }

    // An extended header that claims to be 512 MiB long, and is not: who believes it takes that much memory.
    private static byte[] HugeHeader()
    {
        var header = new byte[1024];
        Encoding.ASCII.GetBytes("x").CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0" + "0000000\0" + "0000000\0" + "04000000000\0" + "00000000000\0")
            .CopyTo(header, 100);
        Encoding.ASCII.GetBytes("        ").CopyTo(header, 148);
        header[156] = (byte)'x';
        Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(header, 257);
        var sum = header.Take(512).Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    private static byte[] Unzip(byte[] packed)
    {
        using var unzipped = new MemoryStream();
        using var zip = new System.IO.Compression.GZipStream(
            new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        zip.CopyTo(unzipped);
        return unzipped.ToArray();
    }
}
