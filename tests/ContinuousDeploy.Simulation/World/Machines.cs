using ContinuousDeploy.Core;
using ContinuousDeploy.Targets;

namespace ContinuousDeploy.Simulation.World;

/// <summary>One version that runs, or ran.</summary>
public sealed class Instance(string name, StageId stage, string version)
{
    public string Name => name;

    public StageId Stage => stage;

    public string Version => version;

    public bool IsUp { get; set; } = true;

    /// <summary>The bot stopped it, so it is down because the bot wanted it so.</summary>
    public bool WasStopped { get; set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; set; } = 1;
}

/// <summary>The target that versions run on. Instances outlive the bot, and may die by themselves.</summary>
public sealed class Machines
{
    private readonly Dictionary<string, Instance> instances = new(StringComparer.Ordinal);
    private readonly Dictionary<StageId, long> fences = [];

    /// <summary>Whether a commit that the default branch has had pins a version to a stage.</summary>
    public Func<StageId, string, bool> WasMerged { get; set; } = (_, _) => true;

    /// <summary>Where users of a stage go.</summary>
    public Func<StageId, string?> RouteOf { get; set; } = _ => null;

    public Action<Func<string>> Note { get; init; } = _ => { };

    public IEnumerable<Instance> All => instances.Values;

    public Instance? Find(string name) => instances.GetValueOrDefault(name);

    public EnsureOutcome Ensure(InstanceRequest request)
    {
        if (request.Fence < fences.GetValueOrDefault(request.Stage))
        {
            return new EnsureOutcome.Fenced();
        }

        fences[request.Stage] = request.Fence;
        var version = request.Version.Version;
        if (!WasMerged(request.Stage, version))
        {
            throw new ViolationException("merged", $"{version} comes up in {request.Stage}, and no merged commit says so.");
        }

        if (Releases.NatureOf(version) is Nature.NeverReady)
        {
            return new EnsureOutcome.Bad("It was not ready in time.", null);
        }

        Note(() => $"{request.Instance} ({version}) is ensured, fence {request.Fence}");
        return new EnsureOutcome.Up(Start(request, version));
    }

    public InstanceState Observe(string name) => Find(name) is { IsUp: true } ? InstanceState.Ready : InstanceState.Gone;

    public void Stop(string name)
    {
        if (Find(name) is not { } instance)
        {
            return;
        }

        Note(() => $"{name} is stopped");
        if (instance.IsUp && RouteOf(instance.Stage) == name)
        {
            throw new ViolationException("outage", $"{name} is stopped while users of {instance.Stage} are sent to it.");
        }

        instance.IsUp = false;
        instance.WasStopped = true;
    }

    private Uri Start(InstanceRequest request, string version)
    {
        if (!instances.TryGetValue(request.Instance, out var instance))
        {
            instances.Add(request.Instance, new Instance(request.Instance, request.Stage, version));
        }
        else if (!instance.IsUp)
        {
            instance.IsUp = true;
            instance.WasStopped = false;
            instance.Starts++;
        }

        return new Uri($"http://{request.Instance}.machine");
    }
}
