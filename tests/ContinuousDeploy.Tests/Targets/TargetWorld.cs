using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Evidence;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Targets.Process;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>A process target with a folder of artifacts; what it runs is stopped at the end.</summary>
internal sealed class TargetWorld : IAsyncDisposable
{
    public const string Name = "local";

    private readonly TemporaryFolder folder = new();
    private readonly ProcessTarget target;

    public TargetWorld(TimeProvider? time = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A process target needs Linux.");
        Directory.CreateDirectory(Artifacts);
        Options = new TargetOptions { Kind = "process", Folder = folder.Place("target") };
        target = Restarted(time);
        Publish("sample.tar.gz", Archive.SampleApplication());
    }

    public TargetOptions Options { get; }

    public ITarget Target => target;

    public string Artifacts => folder.Place("artifacts");

    public string Place(params string[] parts) => Path.Combine([Options.Folder, .. parts]);

    /// <summary>Another bot on the same folder, as after a restart.</summary>
    public ProcessTarget Restarted(TimeProvider? time = null)
    {
        var store = new FolderArtifactStore(
            Microsoft.Extensions.Options.Options.Create(new ArtifactOptions { Folder = Artifacts }),
            NullLogger<FolderArtifactStore>.Instance);
        var targets = Microsoft.Extensions.Options.Options.Create(new TargetsOptions { Named = { [Name] = Options } });
        return new ProcessTarget(targets, store, time ?? TimeProvider.System, NullLogger<ProcessTarget>.Instance);
    }

    public void Publish(string path, byte[] content) => File.WriteAllBytes(Path.Combine(Artifacts, path), content);

    public void GiveSecret(string name, string value)
    {
        var file = folder.Place(name);
        File.WriteAllText(file, value + "\n");
        Options.Secrets[name] = file;
    }

    public Task<EnsureOutcome> EnsureAsync(InstanceRequest request) =>
        target.EnsureAsync(request, TestContext.Current.CancellationToken);

    public async Task<Uri> UpAsync(InstanceRequest request) =>
        Assert.IsType<EnsureOutcome.Up>(await EnsureAsync(request)).Address;

    public async Task<EnsureOutcome.Bad> BadAsync(InstanceRequest request) =>
        Assert.IsType<EnsureOutcome.Bad>(await EnsureAsync(request));

    public Task<InstanceState> ObserveAsync(string instance) =>
        target.ObserveAsync(Name, instance, TestContext.Current.CancellationToken);

    public Task<StopOutcome> StopAsync(string instance, long fence = 1) =>
        target.StopAsync(Stop(instance, fence), TestContext.Current.CancellationToken);

    public static StopRequest Stop(string instance, long fence = 1) => new(Name, instance, fence, Request().Stage);

    /// <summary>A request for the sample application with the given behaviour.</summary>
    public static InstanceRequest Request(params string[] behaviour) => new(
        Name,
        "rollout-1",
        Fence: 1,
        new StageId(1, "staging", "sample"),
        new PinnedVersion("1.0.0", Digest: null),
        "sample.tar.gz",
        new RunSettings(
            ["./SampleApplication", .. behaviour], "/readyz", TimeSpan.FromMinutes(3), ImmutableArray<string>.Empty));

    public async ValueTask DisposeAsync()
    {
        var instances = Place("instances");
        if (Directory.Exists(instances))
        {
            foreach (var instance in Directory.GetDirectories(instances))
            {
                await StopAsync(Path.GetFileName(instance), long.MaxValue);
            }
        }

        target.Dispose();
        folder.Dispose();
    }
}
