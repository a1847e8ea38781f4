using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Evidence;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Targets.Process;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

// Folder of the target, folder of the artifacts, path of the artifact, name of the instance.
if (args is not [var folder, var artifacts, var artifact, var instance])
{
    return 2;
}

var store = new FolderArtifactStore(
    Options.Create(new ArtifactOptions { Folder = artifacts }), NullLogger<FolderArtifactStore>.Instance);
var targets = new TargetsOptions { Named = { ["local"] = new TargetOptions { Kind = "process", Folder = folder } } };
using var target = new ProcessTarget(
    Options.Create(targets), store, TimeProvider.System, NullLogger<ProcessTarget>.Instance);
var outcome = await target.EnsureAsync(
    new InstanceRequest(
        "local",
        instance,
        Fence: 1,
        new StageId(1, "staging", "sample"),
        new PinnedVersion("1.0.0", Digest: null),
        artifact,
        new RunSettings(["./SampleApplication", "serve"], "/readyz", TimeSpan.FromMinutes(3), [])),
    CancellationToken.None);
Console.WriteLine(outcome is EnsureOutcome.Up up ? up.Address : outcome);
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
return 0;
