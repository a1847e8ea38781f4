using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>From the artifact store to the unpacked version.</summary>
public sealed class ArtifactTests
{
    [Fact]
    public async Task A_pinned_digest_that_fits_is_run_and_written_down()
    {
        await using var world = new TargetWorld();
        var digest = Archive.DigestOf(Archive.SampleApplication());

        await world.UpAsync(TargetWorld.Request("serve") with { Version = new PinnedVersion("1.0.0", digest) });

        var record = File.ReadAllText(world.Place("instances", "rollout-1", "instance.json"));
        Assert.Contains($"\"Digest\": \"{digest}\"", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_does_not_fit_is_never_unpacked()
    {
        await using var world = new TargetWorld();
        var pinned = "sha256:" + new string('0', 64);

        var bad = await world.BadAsync(
            TargetWorld.Request("serve") with { Version = new PinnedVersion("1.0.0", pinned) });

        var digest = Archive.DigestOf(Archive.SampleApplication());
        Assert.Equal($"The artifact's digest is {digest}, but the pin asks for {pinned}.", bad.Reason);
        Assert.Empty(Directory.GetDirectories(world.Place("versions", "sample")));
    }

    [Theory]
    [InlineData("missing.tar.gz")]
    [InlineData("../sample.tar.gz")]
    [InlineData("/etc/hostname")]
    public async Task A_missing_artifact_is_bad(string path)
    {
        await using var world = new TargetWorld();

        var bad = await world.BadAsync(TargetWorld.Request("serve") with { ArtifactPath = path });

        Assert.Equal("There is no artifact at its path in the artifact store.", bad.Reason);
    }

    [Fact]
    public async Task A_hostile_artifact_is_bad_and_leaves_nothing()
    {
        await using var world = new TargetWorld();
        world.Publish("sample.tar.gz", Archive.Of(Archive.File("a", "a"), Archive.File("../b", "b")));

        var bad = await world.BadAsync(TargetWorld.Request("serve"));

        Assert.Equal("The artifact has a path with '..' in it.", bad.Reason);
        Assert.Empty(Directory.GetDirectories(world.Place("versions", "sample")));
    }

    [Fact]
    public async Task A_version_is_unpacked_once_for_all_its_instances()
    {
        await using var world = new TargetWorld();
        var version = new PinnedVersion("1.0.0", Archive.DigestOf(Archive.SampleApplication()));
        await world.UpAsync(TargetWorld.Request("serve") with { Version = version });
        File.Delete(Path.Combine(world.Artifacts, "sample.tar.gz"));

        await world.UpAsync(TargetWorld.Request("serve") with { Version = version, Instance = "rollout-2" });

        Assert.Single(Directory.GetDirectories(world.Place("versions", "sample")));
    }

    [Fact]
    public async Task What_a_crash_left_half_unpacked_is_cleared_away()
    {
        await using var world = new TargetWorld();
        Directory.CreateDirectory(world.Place("versions", "sample", ".incoming", "files"));
        File.WriteAllText(world.Place("versions", "sample", ".incoming", "files", "stale"), "");

        await world.UpAsync(TargetWorld.Request("serve"));

        var version = Assert.Single(Directory.GetDirectories(world.Place("versions", "sample")));
        Assert.False(File.Exists(Path.Combine(version, "stale")));
    }

    [Fact]
    public async Task Of_versions_nobody_uses_the_newest_ten_stay()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        for (var number = 1; number <= 12; number++)
        {
            world.Publish("other.tar.gz", Archive.Of(Archive.File("file", $"{number}")));
            // It has no program, so that it only gets unpacked.
            await world.BadAsync(TargetWorld.Request("serve") with
            {
                Instance = "rollout-2",
                Version = new PinnedVersion($"2.0.{number}", Digest: null),
                ArtifactPath = "other.tar.gz",
            });
        }

        var kept = Directory.GetDirectories(world.Place("versions", "sample"))
            .Select(path => Path.GetFileName(path).Split('-')[0])
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            ["1.0.0", .. Enumerable.Range(3, 10).Select(number => $"2.0.{number}").Order(StringComparer.Ordinal)], kept);
    }
}
