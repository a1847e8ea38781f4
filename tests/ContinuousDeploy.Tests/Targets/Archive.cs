using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>Makes .tar.gz files, good and hostile ones.</summary>
internal static class Archive
{
    public const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    public static byte[] Of(params TarEntry[] entries)
    {
        using var packed = new MemoryStream();
        using (var zipped = new GZipStream(packed, CompressionLevel.Fastest))
        using (var writer = new TarWriter(zipped))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return packed.ToArray();
    }

    public static byte[] Zip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zipped = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zipped.Write(content);
        }

        return packed.ToArray();
    }

    public static TarEntry File(string name, byte[] content, UnixFileMode mode = UnixFileMode.UserRead) =>
        new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(content),
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };

    public static TarEntry File(string name, string content, UnixFileMode mode = UnixFileMode.UserRead) =>
        File(name, System.Text.Encoding.UTF8.GetBytes(content), mode);

    /// <summary>The sample application as its users would pack it.</summary>
    public static byte[] SampleApplication()
    {
        string[] names = ["SampleApplication", "SampleApplication.dll", "SampleApplication.runtimeconfig.json"];
        return Of([.. names.Select(name => File(
            $"./{name}",
            System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name)),
            name == names[0] ? Executable : UnixFileMode.UserRead))]);
    }

    public static string DigestOf(byte[] archive) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(archive));
}
