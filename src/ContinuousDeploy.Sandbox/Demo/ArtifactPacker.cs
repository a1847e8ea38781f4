using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>An artifact in the artifact folder.</summary>
/// <param name="Digest">Of the file, as pins write it: <c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
public sealed record Artifact(SampleVersion Version, string File, string Digest);

/// <summary>
/// Makes <c>storefront/{version}.tar.gz</c> of the built storefront and a <c>release.json</c>. The same build gives the
/// same bytes, and so the same digest, on every run and machine.
/// </summary>
public static class ArtifactPacker
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode File = ReadableByAll | UnixFileMode.UserWrite;
    private const UnixFileMode Program =
        File | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Parts =
        ["storefront.deps.json", "storefront.dll", "storefront.runtimeconfig.json"];

    /// <param name="storefront">The built program; its other parts lie beside it.</param>
    public static ImmutableArray<Artifact> PackAll(string storefront, string artifactFolder)
    {
        var folder = Directory.CreateDirectory(Path.Combine(artifactFolder, "storefront")).FullName;
        return [.. SampleVersion.All.Select(version => Pack(storefront, folder, version))];
    }

    private static Artifact Pack(string storefront, string folder, SampleVersion version)
    {
        var bytes = Bytes(storefront, version);
        var file = Path.Combine(folder, $"{version.Version}.tar.gz");
        System.IO.File.WriteAllBytes(file, bytes);
        return new Artifact(version, file, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}");
    }

    private static byte[] Bytes(string storefront, SampleVersion version)
    {
        using var packed = new MemoryStream();
        using (var compressed = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var archive = new TarWriter(compressed, TarEntryFormat.Ustar))
        {
            var release = new ReleaseFile(version.Version, version.Behaviour);
            var json = JsonSerializer.SerializeToUtf8Bytes(release, ReleaseFileJson.Default.ReleaseFile);
            Add(archive, "release.json", json, File);
            Add(archive, "storefront", System.IO.File.ReadAllBytes(storefront), Program);
            foreach (var part in Parts)
            {
                var path = Path.Combine(Path.GetDirectoryName(storefront)!, part);
                Add(archive, part, System.IO.File.ReadAllBytes(path), File);
            }
        }

        return packed.ToArray();
    }

    private static void Add(TarWriter archive, string name, byte[] content, UnixFileMode mode) =>
        archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(content),
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
        });
}

internal sealed record ReleaseFile(string Version, string Behaviour);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseFile))]
internal sealed partial class ReleaseFileJson : JsonSerializerContext;
